// After the close: who goes where, the minutes from draft to submission and back, what waits for whom.
import type { Page } from "@playwright/test";
import { hold } from "../../fixtures/hold.ts";
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { lay, raise } from "../camera.ts";
import { SECOND, states, type Walk } from "../walk.ts";
import { close, readAll, submit } from "./after.ts";
import { reopened } from "./reopened.ts";

const REASON = "Kết luận nội dung 4: thêm UBND xã Vân Khê vào cơ quan phối hợp.";

/** See the file. */
export async function minutes(walk: Walk): Promise<void> {
  const { office, camera, say, come } = walk;
  const { url } = office.server;
  const [secretary, official] = [await come(PEOPLE.secretary), await come(PEOPLE.official)];
  const { id } = await office.meeting(secretary);
  await official.goto(`${url}/waiting`);
  await expect(official.getByText(say("waiting-nothing"))).toBeVisible();
  await camera.take(official, "waiting", "empty");
  if (!["closed", "minutes"].includes(await walk.stage(secretary, id))) {
    await secretary.goto(`${url}/meetings/${id}/minutes`);
    await expect(secretary.locator(".sheet-paper")).toBeVisible();
    await camera.take(secretary, "minutes", "early");
  }
  await close(walk, secretary, id);
  await afterwards(walk, secretary, id);
  await secretary.goto(`${url}/waiting`);
  await expect(secretary.locator(".due").first()).toBeVisible();
  await camera.take(secretary, "waiting", "write");
  await secretary.goto(url);
  await expect(secretary.locator(".due").first()).toBeVisible();
  await camera.take(secretary, "meetings", "waiting");
  await secretary.goto(`${url}/waiting`);
  await states(secretary, camera, "waiting", "**/api/v1/meetings");
  await drafts(walk, secretary, id);
  await sendsBack(walk, secretary, id);
  await reopened(walk, secretary, id);
}

/** Each person's room once the meeting is over. */
async function afterwards(walk: Walk, secretary: Page, id: string): Promise<void> {
  const { office, camera, come } = walk;
  const { url } = office.server;
  const [chair, official, guest] = [await come(PEOPLE.chair), await come(PEOPLE.official), await come(PEOPLE.guest)];
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
}

/** The draft, what it lacks, and two secretaries in one field. */
async function drafts({ office, camera, say, come }: Walk, secretary: Page, id: string): Promise<void> {
  const address = `${office.server.url}/meetings/${id}/minutes`;
  await secretary.goto(address);
  await expect(secretary.locator(".sheet-paper")).toBeVisible();
  await camera.take(secretary, "minutes", "draft");
  await camera.large(secretary, "minutes", "large");
  await secretary.locator(".paper-desk").evaluate((desk) => desk.scrollTo(0, desk.scrollHeight));
  await camera.take(secretary, "minutes", "foot");
  await lay(secretary);
  await secretary.getByRole("radio", { name: say("minutes-number-register") }).check({ force: true });
  await secretary.getByRole("button", { name: say("minutes-submit"), exact: true }).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "minutes", "submit", "flat");
  await secretary.keyboard.press("Escape");
  await raise(secretary);
  await secretary.locator(".minutes-foot button").click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "minutes", "panel", "upright");
  await secretary.keyboard.press("Escape");

  const second = await come(SECOND);
  await second.goto(address);
  await expect(second.getByLabel(say("minutes-basis"))).toBeVisible();
  // What the second writes is on its way while the first one's is kept.
  const held = hold();
  await second.route(`**/api/v1/meetings/${id}/minutes`, async (route) => {
    if (route.request().method() === "PUT") await held.until;
    await route.continue();
  });
  await second.getByLabel(say("minutes-basis")).fill("Giấy mời số 452/GM-UBND và Chương trình công tác quý IV");
  await secretary.getByLabel(say("minutes-basis")).fill("Giấy mời số 452/GM-UBND ngày 10 tháng 12 năm 2026 của Chủ tịch UBND tỉnh");
  await expect.poll(async () => JSON.stringify(await office.get(secretary, `meetings/${id}/minutes`))).toContain("của Chủ tịch UBND tỉnh");
  held.letGo();
  await expect(second.getByRole("dialog")).toBeVisible();
  await camera.take(second, "minutes", "conflict");
  const act = second.getByRole("dialog").locator("footer .button.primary");
  await expect(act, "neither text is chosen beforehand").toHaveAttribute("aria-disabled", "true");
  await second.getByRole("dialog").getByRole("radio").first().check({ force: true });
  await act.click();
  await expect(second.getByRole("dialog")).toBeHidden();
  await secretary.goto(address);
  await states(secretary, camera, "minutes", `**/api/v1/meetings/${id}/minutes`);
}

/** The minutes are submitted, read, and sent back. */
async function sendsBack(walk: Walk, secretary: Page, id: string): Promise<void> {
  const { office, camera, say } = walk;
  const { url } = office.server;
  await submit(walk, secretary, id);
  await secretary.goto(`${url}/meetings/${id}/minutes`);
  await expect(secretary.locator(".minutes-page").first()).toBeVisible();
  await camera.take(secretary, "minutes", "submitted");
  await secretary.goto(`${url}/waiting`);
  await expect(secretary.locator(".due").first()).toBeVisible();
  await camera.take(secretary, "waiting", "sign");

  await secretary.goto(`${url}/meetings/${id}/sign`);
  await readAll(secretary, say);
  await secretary.getByRole("button", { name: say("send-back") }).click();
  await secretary.getByLabel(say("send-back-reason")).fill(REASON);
  await camera.take(secretary, "minutes", "send-back");
  await secretary.getByRole("dialog").getByRole("button", { name: say("send-back") }).click();
  await expect(secretary.locator(".due").first()).toBeVisible();
  await camera.take(secretary, "waiting", "mend");
  await secretary.goto(`${url}/meetings/${id}/minutes`);
  await expect(secretary.locator(".side-panel .banner").first()).toBeVisible();
  await camera.take(secretary, "minutes", "sent-back");
}
