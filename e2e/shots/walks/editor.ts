// The secretary's preparation.
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { pdf } from "../../fixtures/pdf.ts";
import type { Walk } from "../walk.ts";

/** Preparing a meeting. */
export async function editor({ office, camera, say, come }: Walk): Promise<void> {
  const secretary = await come(PEOPLE.secretary);
  const { id } = await office.meeting(secretary);
  await camera.take(secretary, "meetings", "secretary");
  await secretary.goto(`${office.server.url}/meetings/${id}/edit`);
  await expect(secretary.locator(".agenda-editor .paper-line").first()).toBeVisible();
  await camera.take(secretary, "editor", "agenda");
  await secretary.getByRole("tab", { name: say("tab-people") }).click();
  await camera.take(secretary, "editor", "people");
  await secretary.goto(`${office.server.url}/meetings/new`);
  await expect(secretary.getByRole("tab", { name: say("tab-agenda") })).toBeVisible();
  await camera.take(secretary, "editor", "new");
  await secretary.setViewportSize({ width: 834, height: 1194 });
  await secretary.getByRole("tab", { name: say("tab-details") }).click();
  await camera.take(secretary, "editor", "details", "upright");

  // Files on their way: one is held half sent, one is no PDF, one has a password or is broken.
  await secretary.getByRole("button", { name: say("item-add") }).first().click();
  await secretary.getByRole("dialog").getByLabel(say("item-title")).fill("Tình hình kinh tế - xã hội năm 2026");
  await camera.take(secretary, "editor", "item");
  await secretary.getByRole("dialog").getByRole("button", { name: say("item-add"), exact: true }).click();
  await expect(secretary.getByRole("dialog")).toBeHidden();
  await secretary.route("**/api/v1/uploads/*?offset=*", () => {});
  await secretary.locator("input[type=file]").first().setInputFiles([
    { name: "1. Bao cao.pdf", mimeType: "application/pdf", buffer: pdf([[255, 255, 255]]) },
    { name: "1. Phu luc.docx", mimeType: "application/msword", buffer: Buffer.from("no pdf") },
  ]);
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "editor", "upload");
}
