// After the close: who goes where, the minutes from draft to submission, what waits for whom.
import type { Page } from "@playwright/test";
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { states, type Walk } from "../walk.ts";
import { CONCLUSION, COURSE } from "./record.ts";

/** Holds the meeting as far as it has not been held, and closes it. */
export async function close(walk: Walk, secretary: Page, meeting: string): Promise<void> {
  const { come } = walk;
  const stage = await walk.stage(secretary, meeting);
  if (stage === "published") await walk.command(await come(PEOPLE.chair), meeting, { do: "open" });
  if (!["published", "open"].includes(stage)) return;
  await walk.discuss(secretary, meeting, 1, { do: "record_course", text: COURSE });
  await walk.discuss(secretary, meeting, 4, { do: "record_conclusion", conclusion: { id: crypto.randomUUID(), text: CONCLUSION } });
  await walk.command(secretary, meeting, { do: "close" });
}

/** Submits the minutes as they stand. */
export async function submit(walk: Walk, secretary: Page, meeting: string): Promise<void> {
  const { revision } = await walk.office.get<{ revision: number }>(secretary, `meetings/${meeting}/minutes`);
  await walk.office.post(secretary, `meetings/${meeting}/minutes/submission`, { revision, number: { from: "register" } });
}

/** See the file. */
export async function minutes(walk: Walk): Promise<void> {
  const { office, camera, say, come } = walk;
  const { url } = office.server;
  const secretary = await come(PEOPLE.secretary);
  const [chair, official, guest] = [await come(PEOPLE.chair), await come(PEOPLE.official), await come(PEOPLE.guest)];
  const { id } = await office.meeting(secretary);
  await official.goto(`${url}/waiting`);
  await expect(official.getByText(say("waiting-nothing"))).toBeVisible();
  await camera.take(official, "waiting", "empty");
  await secretary.goto(`${url}/meetings/${id}/minutes`);
  await expect(secretary.locator(".sheet-paper")).toBeVisible();
  await camera.take(secretary, "minutes", "early");
  await close(walk, secretary, id);

  for (const [page, who] of [[official, "delegate"], [guest, "guest"], [chair, "chair"]] as const) {
    await page.goto(`${url}/meetings/${id}`);
    await expect(page.locator(".afterwards")).toBeVisible();
    await camera.take(page, "closed", who);
  }
  await secretary.goto(`${url}/meetings/${id}`);
  await expect(secretary.locator(".after-card")).toBeVisible();
  await camera.take(secretary, "closed", "secretary");
  await guest.goto(`${url}/meetings/${id}/minutes`);
  await expect(guest.locator(".state")).toBeVisible();
  await camera.take(guest, "minutes", "refused");

  await secretary.goto(`${url}/waiting`);
  await expect(secretary.locator(".due").first()).toBeVisible();
  await camera.take(secretary, "waiting", "write");
  await secretary.goto(url);
  await expect(secretary.locator(".due").first()).toBeVisible();
  await camera.take(secretary, "meetings", "waiting");
  await secretary.goto(`${url}/waiting`);
  await states(secretary, camera, "waiting", "**/api/v1/meetings");

  await secretary.goto(`${url}/meetings/${id}/minutes`);
  await expect(secretary.locator(".sheet-paper")).toBeVisible();
  await camera.take(secretary, "minutes", "draft");
  await camera.large(secretary, "minutes", "large");
  await secretary.locator(".paper-desk").evaluate((desk) => desk.scrollTo(0, desk.scrollHeight));
  await camera.take(secretary, "minutes", "foot");
  await secretary.getByRole("radio", { name: say("minutes-number-register") }).check({ force: true });
  await secretary.getByRole("button", { name: say("minutes-submit") }).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "minutes", "submit", "flat");
  await secretary.keyboard.press("Escape");
  await secretary.setViewportSize({ width: 834, height: 1194 });
  await secretary.getByRole("button", { name: say("minutes-check") }).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "minutes", "panel", "upright");
  await secretary.setViewportSize({ width: 1194, height: 834 });
  await states(secretary, camera, "minutes", `**/api/v1/meetings/${id}/minutes`);

  await submit(walk, secretary, id);
  await secretary.goto(`${url}/meetings/${id}/minutes`);
  await expect(secretary.locator(".minutes-page").first()).toBeVisible();
  await camera.take(secretary, "minutes", "submitted");
  await secretary.goto(`${url}/waiting`);
  await expect(secretary.locator(".due").first()).toBeVisible();
  await camera.take(secretary, "waiting", "sign");

  await secretary.goto(`${url}/meetings/${id}/sign`);
  await secretary.getByRole("button", { name: say("send-back") }).click();
  await secretary.getByLabel(say("send-back-reason")).fill("Kết luận nội dung 4: thêm UBND xã Vân Khê vào cơ quan phối hợp.");
  await camera.take(secretary, "minutes", "send-back");
  await secretary.getByRole("dialog").getByRole("button", { name: say("send-back") }).click();
  await expect(secretary.locator(".due").first()).toBeVisible();
  await camera.take(secretary, "waiting", "mend");
  await secretary.goto(`${url}/meetings/${id}/minutes`);
  await expect(secretary.locator(".side-panel .banner").first()).toBeVisible();
  await camera.take(secretary, "minutes", "sent-back");
}
