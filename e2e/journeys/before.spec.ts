// What a secretary has already: an agenda in a word processor, a list of people in a spreadsheet, the meeting of last
// month. Pasted and copied, looked at before anything is added, and taken back with one touch.
import type { Locator, Page } from "@playwright/test";
import { Editor } from "../fixtures/editor.ts";
import { test } from "../fixtures/line.ts";
import { expect, Office, PEOPLE } from "../fixtures/office.ts";
import { isSoundEitherWay } from "../fixtures/sound.ts";

interface Room {
  stage: string;
  chair: string | null;
  details: { title: string; starts_at: number; ends_at: number; place: string; dossier_code: string };
  participants: Record<string, { name: string; role: string; rank: number; items?: string[]; attendance: { state: string } }>;
  items: Record<string, { title: string; position: number; presenter?: string; presenting_body: string; minutes: number }>;
  documents: Record<string, unknown>;
}

const SESSION = "Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026";
/** As Word puts a table on the clipboard: the plain text beside it has lost the cells. */
const WORD = `<html><body><!--StartFragment--><p class=MsoNormal><b>CHƯƠNG TRÌNH HỌP</b></p><table><tr><td><p>STT</p></td>
<td><p>Nội dung</p></td><td><p>Người trình bày</p></td><td><p>Thời gian</p></td></tr><tr><td><p>1</p></td><td><p>Thu ngân sách
 tháng&nbsp;11</p></td><td><p>Đ/c Đoàn Minh Triết, Giám đốc Sở Tài chính</p></td><td><p>08:00 - 08:40</p></td></tr><tr><td><p>2</p></td>
<td><p>Tiến độ đầu tư công</p></td><td><p>Sở Xây dựng</p></td><td><p>30 phút</p></td></tr></table><!--EndFragment--></body></html>`;
const PLAIN = "1. Sơ kết tháng 11 — Văn phòng, 20 phút\n2. Kế hoạch tháng 12 (đ/c Trần Văn Lạ)\n3. Việc khác\n\nNơi nhận:\n- Lưu: VT.";
const LIST = `STT\tHọ và tên\tChức vụ\tĐơn vị
1\tĐ/c Hồ Thị Xuân Ái\tGiám đốc\tSNN&MT
2\tngo ba thinh\tGiám đốc\tSở Xây dựng
3\tĐặng Ngọc Hường\tPhó Chủ tịch\tUBND tỉnh
4\tTrần Thị Lạ\tGiám đốc\tSở Công Thương`;

test("an agenda, a list and an earlier meeting are taken over, looked at, and taken back", async ({ browser, server, line }) => {
  const office = await Office.fill(server);
  const secretary = await office.activate(browser, PEOPLE.secretary);
  await secretary.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  const room = async (id: string) => (await office.get<{ room: Room }>(secretary, `meetings/${id}`)).room;
  const agenda = async (id: string) =>
    Object.values((await room(id)).items)
      .sort((one, other) => one.position - other.position)
      .map(({ title, presenting_body, minutes }) => [title, presenting_body, minutes]);
  const editor = await Editor.make(secretary, server.url);
  const id = editor.meeting;
  const sheet = (name: string) => secretary.getByRole("dialog", { name });
  const rows = (of: Locator) => of.locator(".paste-rows > li");

  await test.step("a list of people is matched to the directory, asked about where it is doubtful, and added at once", async () => {
    await editor.show("Thành phần");
    await secretary.getByRole("button", { name: "Dán danh sách" }).click();
    const people = sheet("Dán danh sách");
    // One way out in words.
    await expect(people.getByRole("button", { name: "Thôi" })).toBeVisible();
    await expect(people.getByRole("button", { name: "Đóng" })).toHaveCount(0);
    await expect(people.getByRole("button", { name: "Thêm người", exact: true })).toBeDisabled();
    await people.getByRole("textbox").fill(LIST);
    await expect(people.getByRole("heading", { name: "Thêm 2 · chưa rõ 1 · chưa có trong danh bạ 1" })).toBeVisible();
    await expect(rows(people).nth(0)).toContainText("Giám đốc Sở Nông nghiệp và Môi trường");
    await expect(rows(people).nth(1)).toContainText("Ngô Bá Thịnh, Giám đốc Sở Xây dựng");
    await expect(rows(people).nth(2)).toContainText("Không có đúng tên này");
    await expect(rows(people).nth(3)).toContainText("Chưa có trong danh bạ");
    await isSoundEitherWay(secretary, "pasted people");
    await expect(rows(people).nth(2)).toContainText("Đặng Thị Ngọc Hường, Phó Chủ tịch UBND tỉnh");
    await rows(people).nth(2).getByRole("button", { name: "Đúng người này" }).click();
    await people.getByRole("button", { name: "Sao chép dòng này" }).click();
    await expect(secretary.getByText("Đã sao chép.", { exact: false })).toBeVisible();
    expect(await secretary.evaluate(() => navigator.clipboard.readText())).toContain("Trần Thị Lạ\tGiám đốc");
    await people.getByRole("button", { name: "Thêm 3 người" }).click();
    await expect(people).toBeHidden();
    await expect(editor.ranked).toHaveText(["Đặng Thị Ngọc Hường", "Ngô Bá Thịnh", "Hồ Thị Xuân Ái", PEOPLE.secretary]);
    // What was said before a sheet opens stays below it, and is taken back once that is closed.
    await secretary.getByRole("button", { name: "Dán danh sách" }).click();
    await expect(people.getByRole("textbox")).toBeVisible();
    await expect(secretary.locator("body > .toasts .toast", { hasText: "Đã thêm 3 người" })).toBeVisible();
    await people.getByRole("button", { name: "Thôi" }).click();
    await expect(people).toBeHidden();
    await undo(secretary, "Đã thêm 3 người vào thành phần.");
    await expect(editor.ranked).toHaveText([PEOPLE.secretary]);
    await editor.invite("Đại biểu", [PEOPLE.official]);
  });

  await test.step("a table from a word processor becomes items with presenters and minutes", async () => {
    await editor.show("Chương trình");
    await secretary.getByRole("button", { name: "Dán chương trình" }).click();
    const pasted = sheet("Dán chương trình");
    await paste(pasted.getByRole("textbox"), { "text/html": WORD, "text/plain": "CHƯƠNG TRÌNH HỌP\nSTT\nNội dung\n1\nThu ngân sách" });
    await expect(pasted.getByRole("heading", { name: "Nhận ra 2 nội dung" })).toBeVisible();
    await expect(rows(pasted).nth(0)).toContainText("Giám đốc Sở Tài chính · Đoàn Minh Triết · 40 phút");
    await expect(pasted.getByText("2 dòng đã bỏ qua")).toBeVisible();
    await isSoundEitherWay(secretary, "pasted agenda");
    await pasted.getByRole("button", { name: "Thêm 2 nội dung" }).click();
    await expect(pasted).toBeHidden();
    await expect.poll(async () => agenda(id)).toEqual([
      ["Thu ngân sách tháng 11", "Giám đốc Sở Tài chính", 40],
      ["Tiến độ đầu tư công", "Sở Xây dựng", 30],
    ]);
  });

  await test.step("what is doubtful is corrected or left out, without a connection nothing is lost, and one touch takes all back", async () => {
    await secretary.getByRole("button", { name: "Dán chương trình" }).click();
    const pasted = sheet("Dán chương trình");
    await secretary.evaluate((text) => navigator.clipboard.writeText(text), PLAIN);
    await pasted.getByRole("button", { name: "Dán từ bộ nhớ tạm" }).click();
    await expect(pasted.getByText("1 chỗ cần xem lại")).toBeVisible();
    const [first, second, third] = [rows(pasted).nth(0), rows(pasted).nth(1), rows(pasted).nth(2)];
    await expect(second).toContainText("Người trình bày “đ/c Trần Văn Lạ” chưa có trong thành phần.");
    await second.getByRole("button", { name: /^Sửa/u }).click();
    await second.getByRole("textbox", { name: "Đơn vị trình bày" }).fill("Văn phòng");
    await second.getByRole("textbox", { name: "Số phút dự kiến" }).fill("9999");
    await expect(pasted.getByText("1 nội dung phải sửa trước khi thêm")).toBeVisible();
    await expect(pasted.getByRole("button", { name: "Thêm 3 nội dung" })).toBeDisabled();
    await second.getByRole("textbox", { name: "Số phút dự kiến" }).fill("15");
    // The keyboard unticks as a finger does.
    await third.getByRole("checkbox").focus();
    await secretary.keyboard.press("Space");
    await expect(first).toContainText("3");
    line.break();
    await expect(secretary.locator(".strip")).toBeVisible();
    await pasted.getByRole("button", { name: "Thêm 2 nội dung" }).click();
    await expect(secretary.getByText("Đang mất kết nối, chưa làm được. Hãy thử lại khi có mạng.")).toBeVisible();
    await expect(second).toContainText("Văn phòng · 15 phút");
    line.mend();
    await expect(secretary.locator(".strip")).toBeHidden({ timeout: 30_000 });
    await pasted.getByRole("button", { name: "Thêm 2 nội dung" }).click();
    await expect(pasted).toBeHidden();
    await expect(editor.titles).toHaveText(["Thu ngân sách tháng 11", "Tiến độ đầu tư công", "Sơ kết tháng 11", "Kế hoạch tháng 12"]);
    await undo(secretary, "Đã thêm 2 nội dung.");
    await expect(editor.titles).toHaveText(["Thu ngân sách tháng 11", "Tiến độ đầu tư công"]);
  });

  await test.step("a new meeting begins with the last one, a month later, without its papers", async () => {
    const session = await office.meeting(secretary);
    const people = await office.get<{ id: string; name: string }[]>(secretary, "people");
    const person = (name: string) => people.find((one) => one.name === name)?.id;
    // Somebody who presents nothing comes in another's place: not again next month.
    const substitute = { do: "add_substitute", person: person("Bùi Thị Lụa"), substitute_for: person("Võ Hoài Nghĩa") };
    expect(await office.command(secretary, session.id, substitute)).toMatchObject({ outcome: "accepted" });
    const old = await room(session.id);
    const next = await Editor.make(secretary, server.url);
    await secretary.getByRole("link", { name: "Bắt đầu từ một cuộc họp trước" }).click();
    await secretary.getByRole("searchbox").fill("thuong ky thang 12");
    await isSoundEitherWay(secretary, "choosing a meeting to copy");
    await secretary.getByRole("link", { name: SESSION }).click();
    const title = secretary.getByRole("textbox", { name: "Tên cuộc họp" });
    await expect(title).toHaveValue("Phiên họp UBND tỉnh thường kỳ tháng 01 năm 2027");
    await expect(secretary.getByText(`Trước đây: ${SESSION}`)).toBeVisible();
    await isSoundEitherWay(secretary, "copying a meeting");
    await secretary.context().setOffline(true);
    await expect(secretary.locator(".strip")).toContainText("Bạn vẫn sửa được ở đây");
    await expect(secretary.getByText("Cần có mạng để tạo bản nháp.", { exact: true })).toBeVisible();
    await expect(secretary.getByRole("button", { name: "Tạo bản nháp" })).toBeDisabled();
    await secretary.context().setOffline(false);
    await expect(secretary.locator(".strip")).toBeHidden({ timeout: 30_000 });
    await secretary.getByRole("button", { name: "Tạo bản nháp" }).click();
    // Who came for somebody else is named, and is not taken along.
    await expect(secretary.getByRole("heading", { name: "1 người không được đưa vào" })).toBeVisible();
    await expect(secretary.getByRole("listitem").filter({ hasText: "Bùi Thị Lụa" })).toContainText("Lần trước dự thay người khác");
    await isSoundEitherWay(secretary, "who was left out of a copy");
    await secretary.getByRole("link", { name: "Soạn tiếp" }).click();
    await secretary.waitForURL(`**/meetings/${next.meeting}/edit`);
    await expect(secretary.locator(".agenda-editor .item")).toHaveCount(Object.keys(old.items).length);
    const made = await room(next.meeting);
    expect(made).toMatchObject({ stage: "draft", chair: old.chair, documents: {} });
    expect(made.details).toMatchObject({ title: "Phiên họp UBND tỉnh thường kỳ tháng 01 năm 2027", place: old.details.place, dossier_code: "" });
    expect(made.details.ends_at - made.details.starts_at).toBe(old.details.ends_at - old.details.starts_at);
    const weekday = (at: number) => new Date(at + 7 * 3_600_000).getUTCDay();
    expect(weekday(made.details.starts_at)).toBe(weekday(old.details.starts_at));
    expect(Object.values(made.participants).every(({ attendance }) => attendance.state === "unknown")).toBe(true);
    const guest = Object.values(made.participants).find(({ role }) => role === "guest");
    expect(guest).toMatchObject({ name: PEOPLE.guest });
    expect(guest?.items?.map((item) => made.items[item]?.minutes)).toEqual([30]);
  });

  await test.step("the list of meetings leads to a copy too, and a delegate is offered none", async () => {
    await secretary.goto(server.url);
    // Drafts without a name are told apart by when they were made.
    const unnamed = secretary.getByRole("link").filter({ hasText: "Cuộc họp chưa đặt tên" });
    await expect(unnamed.first()).toContainText(/Tạo lúc \d\d:\d\d ngày \d\d\/\d\d/u);
    await secretary.getByRole("button", { name: /^Thao tác với Họp giao ban/u }).first().click();
    await secretary.getByRole("button", { name: "Sao chép cuộc họp" }).click();
    await secretary.waitForURL(/\/copy$/u);
    await expect(secretary.getByRole("heading", { name: "Cuộc họp mới" })).toBeVisible();
    const official = await office.activate(browser, PEOPLE.official);
    await expect(official.getByRole("link", { name: "Vào phòng họp" })).toBeVisible();
    await expect(official.getByRole("button", { name: /^Thao tác với/u })).toHaveCount(0);
    await official.goto(`${server.url}/meetings/${(await office.meeting(official)).id}/copy`);
    await expect(official.getByText("Chỉ thư ký đã soạn cuộc họp này mới sao chép được.")).toBeVisible();
    await official.context().close();
  });
  await secretary.context().close();
});

async function undo(page: Page, said: string): Promise<void> {
  // The last of those that say the same.
  await page.locator(".toast", { hasText: said }).last().getByRole("button", { name: "Hoàn tác" }).click();
}

/** Pastes what a program has put on the clipboard. */
async function paste(field: Locator, kinds: Record<string, string>): Promise<void> {
  await field.evaluate((element, kinds) => {
    const data = new DataTransfer();
    for (const [kind, text] of Object.entries(kinds)) data.setData(kind, text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, kinds);
}
