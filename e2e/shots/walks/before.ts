// Preparing from what is there: an agenda and a list that are pasted, a meeting that is copied.
import type { Page } from "@playwright/test";
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { states, type Walk } from "../walk.ts";

const AGENDA = `CHƯƠNG TRÌNH HỌP
Phiên họp UBND tỉnh thường kỳ tháng 01 năm 2027

1. Tình hình kinh tế - xã hội tháng 01; nhiệm vụ, giải pháp trọng tâm tháng 02 năm 2027 — Sở Tài chính, 40 phút
2. Giao chỉ tiêu kế hoạch và dự toán ngân sách năm 2027 (đ/c Đoàn Minh Triết, Giám đốc Sở Tài chính trình bày, 35 phút)
3. Chủ trương đầu tư dự án nâng cấp Đường tỉnh 635, đoạn Vân Khê – Lâm Thượng
Đơn vị trình: Sở Xây dựng
Thời gian: 30 phút
4. An toàn hồ chứa thủy lợi mùa khô 2026–2027 — đ/c Trần Văn Lạ
5. Xem xét các dự thảo:
a) Quyết định ban hành đơn giá bồi thường cây trồng;
b) Quy chế làm việc năm 2027.

Nơi nhận:
- Như trên;
- Lưu: VT, TH.`;
const LIST = `STT\tHọ và tên\tChức vụ\tĐơn vị
1\tĐ/c Hồ Thị Xuân Ái\tGiám đốc\tSNN&MT
2\tngo ba thinh\tGiám đốc\tSở Xây dựng
3\tĐặng Ngọc Hường\tPhó Chủ tịch\tUBND tỉnh
4\tVõ Hoài Nghĩa\tChánh Văn phòng\tSở Tài chính
5\tTrần Thị Lạ\tGiám đốc\tSở Công Thương
6\tTrịnh Thu Uyên\tPhó Trưởng phòng\tPhòng Tổng hợp`;

/** What was prepared elsewhere. */
export async function before(walk: Walk): Promise<void> {
  const { office, camera, say, come } = walk;
  const secretary = await come(PEOPLE.secretary);
  await secretary.goto(`${office.server.url}/meetings/new`);
  await expect(secretary.getByRole("tab", { name: say("tab-agenda") })).toBeVisible();
  await agenda(walk, secretary);
  await people(walk, secretary);
  await copy(walk, secretary);
  await secretary.goto(office.server.url);
  await secretary.getByRole("button", { name: new RegExp(`Họp giao ban`, "u") }).first().click();
  await camera.take(secretary, "meetings", "row-menu");
}

async function agenda({ camera, say, office }: Walk, secretary: Page): Promise<void> {
  const sheet = secretary.getByRole("dialog");
  // In the meeting with people, so that who presents is found among them.
  const { id } = await office.meeting(secretary);
  await secretary.goto(`${office.server.url}/meetings/${id}/edit`);
  await secretary.getByRole("button", { name: say("paste-agenda") }).first().click();
  await camera.take(secretary, "paste-agenda", "empty");
  await sheet.getByRole("textbox").fill("???");
  await camera.take(secretary, "paste-agenda", "short");
  await sheet.getByRole("textbox").fill(AGENDA);
  await expect(sheet.locator(".paste-row")).toHaveCount(5);
  await camera.take(secretary, "paste-agenda", "found");
  await camera.large(secretary, "paste-agenda", "large");
  await sheet.locator(".paste-row").nth(3).getByRole("button").click();
  await sheet.locator(".paste-row").nth(3).getByLabel(say("item-minutes-label")).fill("900");
  await camera.take(secretary, "paste-agenda", "correct");
  await sheet.locator(".paste-left summary").click();
  await sheet.locator(".paste-left li").last().scrollIntoViewIfNeeded();
  await camera.take(secretary, "paste-agenda", "left-out");
  await secretary.keyboard.press("Escape");
}

async function people({ camera, say, office }: Walk, secretary: Page): Promise<void> {
  const sheet = secretary.getByRole("dialog");
  await secretary.goto(`${office.server.url}/meetings/new`);
  await secretary.getByRole("tab", { name: say("tab-people") }).click();
  await secretary.getByRole("button", { name: say("paste-people") }).click();
  await camera.take(secretary, "paste-people", "empty");
  await sheet.getByRole("textbox").fill(LIST);
  await expect(sheet.locator(".paste-row")).toHaveCount(6);
  await camera.take(secretary, "paste-people", "found");
  await sheet.locator(".paste-missing").scrollIntoViewIfNeeded();
  await camera.take(secretary, "paste-people", "missing");
  await secretary.keyboard.press("Escape");
  await secretary.route("**/api/v1/people*", async (route) => route.fulfill({ status: 500, body: "" }));
  await secretary.getByRole("button", { name: say("paste-people") }).click();
  await sheet.getByRole("textbox").fill(`${LIST}\n`);
  await expect(sheet.getByRole("alert").filter({ visible: true }).first()).toBeVisible();
  await camera.take(secretary, "paste-people", "error");
  await secretary.unroute("**/api/v1/people*");
  await secretary.keyboard.press("Escape");
}

async function copy({ camera, office, say }: Walk, secretary: Page): Promise<void> {
  const { id } = await office.meeting(secretary);
  await secretary.goto(`${office.server.url}/meetings/new/from`);
  await expect(secretary.getByRole("searchbox")).toBeVisible();
  await camera.take(secretary, "copy-choose", "ready");
  await secretary.getByRole("searchbox").fill("không có");
  await camera.take(secretary, "copy-choose", "none");
  await states(secretary, camera, "copy-choose", "**/api/v1/meetings");
  await secretary.goto(`${office.server.url}/meetings/${id}/copy`);
  await expect(secretary.getByLabel(say("form-title"))).toBeVisible();
  await camera.take(secretary, "copy", "ready");
  await camera.large(secretary, "copy", "large");
  await states(secretary, camera, "copy", `**/api/v1/meetings/${id}`);
  // Whom the server names as left out: the demonstration has nobody who has gone.
  const left = [
    { person: id, name: "Bùi Thị Lụa", position: "Văn thư – Lưu trữ", reason: "left" },
    { person: id, name: "Mạc Văn Ủy", position: "Phó Giám đốc Sở Tư pháp", reason: "substitute" },
    { person: id, name: "Ngô Bá Thịnh", position: "Giám đốc Sở Xây dựng", reason: "position_ended" },
  ];
  await secretary.route("**/copies", async (route) => route.fulfill({ json: { meeting: id, left_out: left } }));
  await secretary.reload();
  await secretary.getByRole("button", { name: say("copy-make") }).click();
  await expect(secretary.getByText("Mạc Văn Ủy")).toBeVisible();
  await camera.take(secretary, "copy", "left-out");
  await secretary.unroute("**/copies");
}
