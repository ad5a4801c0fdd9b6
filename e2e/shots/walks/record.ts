// The secretary's room: three columns, the record of an item, who is there.
import { expect, PEOPLE } from "../../fixtures/office.ts";
import type { Walk } from "../walk.ts";

export const COURSE =
  "Sở Tài chính trình bày Báo cáo số 318/BC-STC: tổng sản phẩm trên địa bàn ước tăng 8,24%; thu ngân sách nhà nước đạt 12.486 tỷ đồng, bằng 106,3% dự toán.\nCác đại biểu thống nhất với báo cáo; Sở Nông nghiệp và Môi trường đề nghị nêu tên 6 dự án giải ngân dưới 50%.";
export const CONCLUSION =
  "Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính và UBND xã Vân Khê trình phương án sửa chữa 2 hồ Khe Lấp, Đồng Vượng trước ngày 15/01/2027.";
/** A task without a day. */
const UNDATED = "Giao Sở Tài chính chủ trì, tháo gỡ vướng mắc giải phóng mặt bằng của 6 dự án giải ngân dưới 50%.";

/** Before, during and around an item. */
export async function record(walk: Walk): Promise<void> {
  const { office, camera, say, come } = walk;
  const secretary = await come(PEOPLE.secretary);
  const { id } = await office.meeting(secretary);
  await secretary.goto(`${office.server.url}/meetings/${id}`);
  await expect(secretary.locator(".record-room .columns")).toBeVisible();
  if ((await walk.stage(secretary, id)) === "published") {
    await camera.take(secretary, "record", "before");
    await walk.command(await come(PEOPLE.chair), id, { do: "open" });
  }
  await walk.discuss(
    secretary,
    id,
    1,
    { do: "record_course", text: COURSE },
    { do: "record_hand_vote", subject: "Thông qua báo cáo", approve: 5, reject: 0, abstain: 1 },
    { do: "record_conclusion", conclusion: { id: crypto.randomUUID(), text: CONCLUSION } },
    { do: "record_conclusion", conclusion: { id: crypto.randomUUID(), text: UNDATED } },
  );
  await expect(secretary.locator(".record-card .conclusions > li").nth(1)).toBeVisible();
  await camera.take(secretary, "record", "item");
  await camera.large(secretary, "record", "large");

  await secretary.setViewportSize({ width: 834, height: 1194 });
  await secretary.getByRole("tab", { name: say("room-agenda") }).click();
  await camera.take(secretary, "record", "agenda", "upright");
  await secretary.setViewportSize({ width: 834, height: 1194 });
  await secretary.getByRole("tab", { name: say("record-people") }).click();
  await camera.take(secretary, "record", "people", "upright");
  await secretary.setViewportSize({ width: 834, height: 1194 });
  await secretary.getByRole("tab", { name: say("record-title") }).click();
  await secretary.setViewportSize({ width: 1194, height: 834 });

  await secretary.getByRole("switch", { name: say("record-drive") }).click();
  await camera.take(secretary, "record", "driving");
  await secretary.getByRole("button", { name: say("dock-more"), exact: true }).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "record", "more");
  await secretary.keyboard.press("Escape");
  await secretary.getByRole("switch", { name: say("record-drive") }).click();
  await secretary.getByRole("button", { name: say("vote-add") }).click();
  await camera.take(secretary, "record", "vote");
  await secretary.getByRole("button", { name: say("cancel") }).click();
  await secretary.getByRole("button", { name: say("record-page") }).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "record", "page");
  await secretary.keyboard.press("Escape");
  await secretary.getByRole("button", { name: say("substitute-add") }).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "record", "substitute");
  await secretary.keyboard.press("Escape");
  await secretary.locator(".record-people .ask").nth(2).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "record", "person");
  await secretary.keyboard.press("Escape");

  // The item goes on without the secretary, who still writes about the first.
  await walk.discuss(secretary, id, 2);
  await secretary.locator(".record-agenda .choose").first().click();
  await expect(secretary.locator(".elsewhere")).toBeVisible();
  await camera.take(secretary, "record", "elsewhere");
  await office.server.kill();
  await expect(secretary.locator(".room-strip .strip")).toBeVisible();
  await camera.take(secretary, "record", "offline");
  await office.server.run();
  await expect(secretary.locator(".room-strip .valid")).toBeVisible();
}
