// What is not held: a draft that is deleted, a meeting that is called off, and what everybody sees of it afterwards.
import { randomUUID } from "node:crypto";
import { expect, PEOPLE } from "../../fixtures/office.ts";
import type { Walk } from "../walk.ts";

const DAY_MS = 86_400_000;
const TITLE = "Họp rà soát công tác phòng, chống thiên tai";

/** Calling off. */
export async function cancelled(walk: Walk): Promise<void> {
  const { office, camera, say, come } = walk;
  const { url } = office.server;
  const secretary = await come(PEOPLE.secretary);
  const { id } = await office.meeting(secretary);
  const meeting = randomUUID();
  // In two days, at 8:00 where the office stands.
  const starts_at = Math.floor(Date.now() / DAY_MS + 2) * DAY_MS + 3_600_000;
  await office.post(secretary, `meetings/${id}/copies`, { meeting, title: TITLE, starts_at, ends_at: starts_at + 2 * 3_600_000 });
  const more = secretary.getByRole("button", { name: say("meeting-more"), exact: true });
  const sheet = secretary.getByRole("dialog");

  await secretary.goto(`${url}/meetings/${meeting}/edit`);
  await more.click();
  await camera.take(secretary, "call-off", "draft-menu");
  await secretary.getByRole("button", { name: say("call-off-draft") }).click();
  await expect(sheet).toBeVisible();
  await camera.take(secretary, "call-off", "draft");
  await sheet.getByRole("button", { name: say("cancel") }).click();

  await walk.command(secretary, meeting, { do: "publish" });
  await more.click();
  await secretary.getByRole("button", { name: say("call-off"), exact: true }).click();
  await expect(sheet).toBeVisible();
  await camera.take(secretary, "call-off", "empty");
  await sheet.locator(".filter").first().click();
  await camera.take(secretary, "call-off", "reason");
  await sheet.getByRole("button", { name: say("call-off"), exact: true }).click();
  await expect(secretary.locator(".called-off")).toBeVisible();
  await camera.take(secretary, "call-off", "done");

  const chair = await come(PEOPLE.chair);
  await chair.goto(url);
  await expect(chair.locator(".meeting-row.off")).toBeVisible();
  await camera.take(chair, "meetings", "called-off");
  await chair.goto(`${url}/waiting`);
  await expect(chair.getByText(say("duty-called-off"))).toBeVisible();
  await camera.take(chair, "waiting", "called-off");
  await chair.goto(`${url}/meetings/${meeting}`);
  await expect(chair.locator(".called-off")).toBeVisible();
  await camera.take(chair, "room", "called-off");
}
