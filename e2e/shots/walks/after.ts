// What brings a meeting and its minutes further without pictures of it, so that each walk can be taken alone; and the
// words that are recorded.
import { expect, type Page } from "@playwright/test";
import { submitMinutes } from "../../fixtures/meeting.ts";
import { PEOPLE } from "../../fixtures/office.ts";
import type { Say } from "../../fixtures/words.ts";
import type { Walk } from "../walk.ts";

export const COURSE =
  "Sở Tài chính trình bày Báo cáo số 318/BC-STC: tổng sản phẩm trên địa bàn ước tăng 8,24%; thu ngân sách nhà nước đạt 12.486 tỷ đồng, bằng 106,3% dự toán.\nCác đại biểu thống nhất với báo cáo; Sở Nông nghiệp và Môi trường đề nghị nêu tên 6 dự án giải ngân dưới 50%.";
export const CONCLUSION =
  "Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính và UBND xã Vân Khê trình phương án sửa chữa 2 hồ Khe Lấp, Đồng Vượng trước ngày 15/01/2027.";

/** Holds the meeting as far as it has not been held, and closes it. */
export async function close(walk: Walk, secretary: Page, meeting: string): Promise<void> {
  const stage = await walk.stage(secretary, meeting);
  if (stage === "published") await walk.command(await walk.come(PEOPLE.chair), meeting, { do: "open" });
  if (!["published", "open"].includes(stage)) return;
  const [first] = await walk.items(secretary, meeting);
  if (!first?.course) await walk.discuss(secretary, meeting, 1, { do: "record_course", text: COURSE });
  await walk.discuss(secretary, meeting, 4, conclusion(CONCLUSION));
  await walk.command(secretary, meeting, { do: "close" });
}

/** The command that states a conclusion. */
export function conclusion(text: string): Record<string, unknown> {
  return { do: "record_conclusion", conclusion: { id: crypto.randomUUID(), text } };
}

/** Submits the minutes as they stand. */
export async function submit(walk: Walk, secretary: Page, meeting: string): Promise<void> {
  await submitMinutes(walk.office, secretary, meeting);
}

/** Turns the pages of what is to be signed until the last was seen. */
export async function readAll(page: Page, say: Say): Promise<void> {
  const column = page.locator(".page-column");
  await column.focus();
  await expect(async () => {
    await column.press("PageDown");
    await expect(page.locator(".progress-line.done")).toBeVisible({ timeout: 300 });
  }, say("sign-step-read")).toPass();
}
