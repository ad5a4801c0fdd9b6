// A paper that is replaced after it was read and written on.
import { join } from "node:path";
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { Room } from "../../fixtures/room.ts";
import { raise } from "../camera.ts";
import type { Walk } from "../walk.ts";

/** The report's second version, among the demonstration's papers. */
const SECOND = "1. Bao cao KTXH 2026 (phien ban 2).pdf";

/** The secretary gives the reason; whoever wrote on the old version is told what changed for them. */
export async function replacement(walk: Walk): Promise<void> {
  const { office, papers, camera, say, language, come } = walk;
  const { url } = office.server;
  const [secretary, official] = [await come(PEOPLE.secretary), await come(PEOPLE.official)];
  const { id } = await office.meeting(secretary);
  const reader = await Room.enter(official, url, id, language);
  const pen = official.locator(".room-bar .bar-button").first();
  await pen.click();
  await reader.draw(-60);
  await pen.click();

  await secretary.goto(`${url}/meetings/${id}/edit`);
  await secretary.getByRole("button", { name: say("paper-more") }).first().click();
  await secretary.getByRole("button", { name: say("replace-title") }).click();
  const sheet = secretary.getByRole("dialog");
  await sheet.locator(".chips .filter").first().click();
  await sheet.getByRole("radio", { name: say("secrecy-normal") }).check({ force: true });
  await sheet.locator("input[type=file]").setInputFiles(join(papers, SECOND));
  await camera.take(secretary, "editor", "replace");
  await sheet.locator("footer .button.primary").click();
  await expect(sheet).toBeHidden();

  await expect(official.locator(".older-banner")).toBeVisible({ timeout: 60_000 });
  // The server reads the new file's words in its own time.
  await expect(official.locator(".agenda-panel .new .change").first()).toBeVisible({ timeout: 60_000 });
  await camera.take(official, "room", "newer");
  await raise(official);
  await official.locator(".agenda-button").click();
  await expect(official.getByRole("dialog")).toBeVisible();
  await camera.take(official, "room", "newer-agenda", "upright");
  await official.keyboard.press("Escape");
  await expect(secretary.locator(".agenda-editor .paper-line").first()).toBeVisible();
  await camera.take(secretary, "editor", "replaced");
}
