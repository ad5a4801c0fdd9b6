// Who is invited answers, the secretary sees who has not, agrees to a substitute, and has the words for a messenger.
import type { Page } from "@playwright/test";
import { Mailbox } from "../fixtures/mailbox.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { isSoundEitherWay } from "../fixtures/sound.ts";
import { words } from "../fixtures/words.ts";

test.setTimeout(120_000);

const say = words("vi");
const ABSENT = "Võ Hoài Nghĩa";
const SENDS = "Hồ Thị Xuân Ái";

test("the invited answer with a touch, and the secretary sees who has not", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const meeting = await Meeting.of(office, secretary);
  await secretary.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await secretary.goto(`${server.url}/meetings/${meeting.id}/edit`);
  await secretary.getByRole("tab", { name: "Lời mời" }).click();
  const list = secretary.getByRole("region", { name: "Lời mời" });
  const row = (name: string) => list.locator(".answer-row").filter({ hasText: name });
  await expect(list.getByRole("heading", { name: "3/7 người sẽ dự" })).toBeVisible();
  await expect(row(PEOPLE.guest)).toContainText("Chưa trả lời");
  // Whose substitute is entered is not asked again.
  await expect(row("Ngô Bá Thịnh")).toContainText("Đã có người dự thay");
  // The list of participants says the same of them, and who it is.
  const listed = secretary.locator(".participant-row").filter({ hasText: "Ngô Bá Thịnh" }).first();
  await secretary.getByRole("tab", { name: "Thành phần" }).click();
  await expect(listed).toContainText("Người dự thay: Ứng Thị Hạnh Ngân");
  await secretary.getByRole("tab", { name: "Lời mời" }).click();
  await isSoundEitherWay(secretary, "the answers");

  const guest = await office.activate(browser, PEOPLE.guest);
  await test.step("a guest answers where things wait for them, and changes it in the room", async () => {
    const waiting = guest.getByRole("listitem").filter({ hasText: "Trả lời lời mời" });
    await isSoundEitherWay(guest, "an invitation that waits");
    const attends = waiting.getByRole("button", { name: "Tôi sẽ dự" });
    await guest.context().setOffline(true);
    await expect(attends).toBeDisabled();
    await expect(waiting.getByRole("button", { name: "Không dự được…" })).toBeDisabled();
    await guest.context().setOffline(false);
    await expect(attends).toBeEnabled({ timeout: 30_000 });
    await attends.click();
    await expect(waiting).toBeHidden();
    await expect(row(PEOPLE.guest)).toContainText("Sẽ dự");
    await guest.goto(`${server.url}/meetings/${meeting.id}`);
    const own = await ownAnswer(guest);
    await expect(own).toContainText("Đã trả lời: sẽ dự.");
    await own.getByRole("button", { name: "Đổi" }).click();
    await own.getByRole("button", { name: "Không dự được…" }).click();
    const sheet = guest.getByRole("dialog", { name: "Không dự được" });
    await isSoundEitherWay(guest, "why not");
    const send = sheet.getByRole("button", { name: "Gửi trả lời" });
    await expect(send).toHaveAttribute("aria-disabled", "true");
    await sheet.getByRole("textbox", { name: "Lý do" }).fill("Tiếp đoàn kiểm tra đê điều");
    await send.click();
    await expect(own).toContainText("Đã trả lời: vắng có lý do (Tiếp đoàn kiểm tra đê điều).");
    await expect(row(PEOPLE.guest)).toContainText("Tiếp đoàn kiểm tra đê điều");
    // What was answered first comes back.
    await guest.locator(".toast").getByRole("button", { name: say("undo") }).click();
    await expect(own).toContainText("Đã trả lời: sẽ dự.");
  });

  const delegate = await office.activate(browser, SENDS);
  await test.step("a delegate names a substitute, the secretary agrees, and the substitute is entered", async () => {
    await delegate.getByRole("button", { name: "Không dự được…" }).click();
    const sheet = delegate.getByRole("dialog", { name: "Không dự được" });
    await sheet.getByText("Cử người dự thay").click();
    await sheet.getByRole("textbox", { name: "Người dự thay" }).fill("Bùi Thị Lụa, Văn thư");
    await sheet.getByRole("button", { name: "Gửi trả lời" }).click();
    await expect(row(SENDS)).toContainText("Bùi Thị Lụa, Văn thư");
    await row(SENDS).getByRole("button", { name: "Đồng ý" }).click();
    const people = secretary.getByRole("dialog", { name: "Đồng ý người dự thay" });
    await expect(people.getByText(`${SENDS} cử: Bùi Thị Lụa, Văn thư.`)).toBeVisible();
    await people.getByRole("searchbox").fill("bui thi lua");
    await people.getByRole("button", { name: /Bùi Thị Lụa/ }).click();
    await expect(row(SENDS)).toContainText("Đã có người dự thay");
    const { participants } = await meeting.room();
    const entered = Object.values(participants).find(({ name }) => name === "Bùi Thị Lụa");
    expect(entered).toMatchObject({ substitute_for: expect.anything() });
  });

  await test.step("the secretary records what came by telephone; the log names both", async () => {
    await row(ABSENT).getByRole("button", { name: `Ghi trả lời của ${ABSENT}` }).click();
    await secretary.getByRole("button", { name: "Ghi: không dự được…" }).click();
    const sheet = secretary.getByRole("dialog", { name: "Không dự được" });
    await sheet.getByRole("textbox", { name: "Lý do" }).fill("Họp ở trung ương");
    await sheet.getByRole("button", { name: "Gửi trả lời" }).click();
    await expect(row(ABSENT)).toContainText("Họp ở trung ương");
    const answers = (await office.log(secretary, meeting.id)).filter(({ kind }) => kind === "invitation_answered");
    expect(new Set(answers.map(({ actor }) => actor)).size).toBe(3);
  });

  await test.step("the others are not told why somebody stays away", async () => {
    const { room } = await office.get<{ room: { replies: Record<string, unknown> } }>(guest, `meetings/${meeting.id}`);
    expect(Object.values(room.replies)).toMatchObject([{ reply: { reply: "attend" } }]);
  });

  await test.step("the words for a messenger say what, when and where, then only what changed", async () => {
    const open = async (words: string) => {
      await list.getByRole("button", { name: "Sao chép", exact: true }).click();
      await list.getByRole("button", { name: words }).click();
    };
    const copied = async (button: string) => {
      await open(button);
      const sheet = secretary.getByRole("dialog", { name: button });
      await sheet.getByRole("button", { name: "Sao chép", exact: true }).click();
      await expect(sheet).toBeHidden();
      return secretary.evaluate(() => navigator.clipboard.readText());
    };
    const invitation = await copied("Sao chép lời mời");
    expect(invitation).toContain("Kính mời dự: Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026\nThời gian: 08:00–11:00, ");
    expect(invitation).toContain(`${server.url}/meetings/${meeting.id}`);
    await open("Sao chép thay đổi");
    await expect(secretary.getByText("Chưa có gì thay đổi từ khi công bố.")).toBeVisible();
    const [first] = await meeting.items();
    await meeting.command(secretary, { do: "withdraw_item", item: first!.id });
    await expect(async () => {
      expect(await copied("Sao chép thay đổi")).toMatch(/^Có thay đổi: .*\n- Rút nội dung: Tình hình kinh tế .*\nXem tại: http/u);
    }).toPass({ timeout: 15_000 });
  });

  await test.step("letters reach those who have an address, each with what they may see and an entry for their calendar", async () => {
    const mailbox = await Mailbox.on(server.mailPort);
    const administrator = await office.activate(browser, PEOPLE.administrator);
    const people = await office.get<{ id: string; name: string }[]>(administrator, "people");
    for (const [name, email] of [[PEOPLE.guest, "vy@doanhnghiep.vn"], [SENDS, "nghia@thanhgiang.gov.vn"]] as const) {
      const id = people.find((one) => one.name === name)!.id;
      const status = await administrator.evaluate(async ([id, name, email]) => {
        const body = JSON.stringify({ name, email, phone: null, positions: [], grants: [] });
        return (await fetch(`/api/v1/people/${id}`, { method: "PUT", headers: { "content-type": "application/json" }, body })).status;
      }, [id, name, email] as const);
      expect(status).toBeLessThan(300);
    }
    await administrator.context().close();
    await secretary.reload();
    await secretary.getByRole("tab", { name: "Lời mời" }).click();
    await list.getByRole("button", { name: "Gửi thư" }).click();
    const sheet = secretary.getByRole("dialog", { name: "Gửi thư điện tử" });
    await expect(sheet.getByText(/^\d+ người chưa có địa chỉ thư: /u)).toBeVisible();
    await sheet.getByRole("textbox", { name: "Lời nhắn thêm" }).fill("Đề nghị mang theo số liệu tháng 11.");
    await isSoundEitherWay(secretary, "letters");
    await sheet.getByRole("button", { name: "Gửi cho 2 người" }).click();
    await expect(sheet).toBeHidden();
    await expect.poll(() => mailbox.letters.length, { timeout: 30_000 }).toBe(2);
    const letter = (to: string) => mailbox.letters.find((one) => one.to.includes(to))!;
    expect(letter("vy@doanhnghiep.vn").parts["text/plain"]).not.toContain("số liệu tháng 11");
    expect(letter("nghia@thanhgiang.gov.vn").parts["text/plain"]).toContain("Đề nghị mang theo số liệu tháng 11.");
    for (const { subject, parts } of mailbox.letters) {
      expect(subject).toBe("Mời họp: Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026");
      // Long lines are folded (RFC 5545, 3.1).
      expect(parts["text/calendar"]?.replace(/\r?\n /gu, "")).toContain(`UID:${meeting.id}@localhost`);
    }
    mailbox.close();
  });

  await test.step("a letter that waits for the mail server is called back, and does not go any more", async () => {
    await list.getByRole("button", { name: "Gửi thư" }).click();
    const sheet = secretary.getByRole("dialog", { name: "Gửi thư điện tử" });
    await sheet.getByRole("button", { name: "Gửi cho 2 người" }).click();
    await expect(sheet).toBeHidden();
    await expect(list.getByText("2 thư đang chờ máy chủ thư nhận.")).toBeVisible();
    await isSoundEitherWay(secretary, "letters that wait");
    // What is written meanwhile stays while it is asked how far the letters are.
    await list.getByRole("button", { name: "Gửi thư" }).click();
    const note = sheet.getByRole("textbox", { name: "Lời nhắn thêm" });
    await note.fill("Gửi xe ở cổng sau.");
    for (let asked = 0; asked < 2; asked += 1) {
      await secretary.waitForResponse((answer) => answer.request().method() === "GET" && answer.url().endsWith("/letters"));
    }
    await expect(note).toHaveValue("Gửi xe ở cổng sau.");
    await sheet.getByRole("button", { name: say("cancel") }).click();
    await expect(sheet).toBeHidden();
    const back = list.getByRole("button", { name: "Thu lại" });
    await secretary.context().setOffline(true);
    await expect(back).toBeDisabled();
    await expect(back).toHaveAttribute("title", "Phải có mạng mới làm được.");
    await secretary.context().setOffline(false);
    await expect(back).toBeEnabled({ timeout: 30_000 });
    await back.click();
    const question = secretary.getByRole("dialog", { name: "Thu lại thư đang chờ?" });
    await question.getByRole("button", { name: "Thu lại" }).click();
    await expect(secretary.getByText("Đã thu lại 2 thư.")).toBeVisible();
    await expect(list.getByText("2 thư đang chờ máy chủ thư nhận.")).toBeHidden();
    const { addressees } = await office.get<{ addressees: { last: { state: string } | null }[] }>(secretary, `meetings/${meeting.id}/letters`);
    expect(addressees.flatMap(({ last }) => (last ? [last.state] : []))).toEqual(["called_back", "called_back"]);
  });

  await Promise.all([secretary, guest, delegate].map((page) => page.context().close()));
});

/** A person's own answer in the room: beside the page, or in the sheet of the agenda. */
async function ownAnswer(page: Page) {
  const own = page.getByRole("region", { name: "Trả lời dự họp" });
  await expect(page.locator(".room:not(.waits)")).toBeVisible();
  if (!(await own.isVisible())) await page.getByRole("button", { name: "Chương trình" }).click();
  await expect(own).toBeVisible();
  return own;
}
