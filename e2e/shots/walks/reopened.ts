// A meeting that is reopened to mend its record, and the draft that is behind the log afterwards.
import type { Page } from "@playwright/test";
import { expect } from "../../fixtures/office.ts";
import type { Walk } from "../walk.ts";
import { conclusion } from "./after.ts";

const REASON = "Bổ sung kết luận nội dung 4.";
const ADDED = "Giao UBND xã Vân Khê trực 24/24 giờ tại hồ Khe Lấp trong mùa mưa, báo cáo trước ngày 20/01/2027.";

/** Reopens it, records one conclusion more, closes it, and lets the draft take what the log says now. */
export async function reopened(walk: Walk, secretary: Page, meeting: string): Promise<void> {
  const { office, camera, say } = walk;
  await secretary.goto(`${office.server.url}/meetings/${meeting}`);
  await expect(secretary.locator(".after-card")).toBeVisible();
  await camera.take(secretary, "closed", "sent-back");
  await secretary.getByRole("button", { name: say("reopen") }).click();
  const sheet = secretary.getByRole("dialog");
  await sheet.getByLabel(say("reopen-reason")).fill(REASON);
  await camera.take(secretary, "closed", "reopen");
  await sheet.getByRole("button", { name: say("reopen") }).click();
  await expect(sheet).toBeHidden();
  const fourth = (await walk.items(secretary, meeting))[3];
  await walk.command(secretary, meeting, { ...conclusion(ADDED), item: fourth?.id }, { do: "close" });
  await secretary.goto(`${office.server.url}/meetings/${meeting}/minutes`);
  await expect(secretary.locator(".side-panel .behind .clash").first()).toBeVisible();
  await camera.take(secretary, "minutes", "behind");
  await secretary.getByRole("radio", { name: say("minutes-behind-take") }).check({ force: true });
  await secretary.getByRole("button", { name: say("minutes-behind-save") }).click();
  await expect(secretary.locator(".side-panel .behind")).toHaveCount(0);
}
