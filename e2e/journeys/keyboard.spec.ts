// Reading and writing without a hand on the screen: everything that a page is there for is done with the keyboard.
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";
import { words } from "../fixtures/words.ts";

interface Note {
  id: string;
  envelope: object | null;
}

const say = words("vi");

test.setTimeout(240_000);

test("a typed note is made, changed and removed by keyboard alone", async ({ browser, office }) => {
  const official = await office.activate(browser, PEOPLE.official);
  const meeting = await Meeting.of(office, official);
  const report = await meeting.version(REPORT.length);
  const sealed = async () => {
    const notes = await office.get<Note[]>(official, `versions/${report}/notes`);
    return notes.filter(({ envelope }) => envelope).length;
  };
  const room = await Room.enter(official, office.server.url, meeting.id);
  await room.isPainted(REPORT[0]!);
  const sheet = official.getByRole("dialog", { name: say("notes-write") });
  const typed = sheet.getByLabel(say("notes-text"));

  await test.step("by Tab to the list of notes, and from there to a new one", async () => {
    await room.tabTo(official.getByRole("button", { name: say("room-notes"), exact: true }));
    await official.keyboard.press("Enter");
    await room.tabTo(official.getByRole("dialog", { name: say("notes-title") }).getByRole("button", { name: say("notes-add") }));
    await official.keyboard.press("Enter");
    await expect(typed).toBeFocused();
    await official.keyboard.insertText("Đề nghị làm rõ số liệu.");
    await room.tabTo(sheet.getByRole("button", { name: say("save") }));
    await official.keyboard.press("Enter");
    await expect(sheet).toBeHidden();
    await expect(room.cards).toHaveText([/Đề nghị làm rõ số liệu\./]);
    await expect.poll(sealed).toBe(1);
  });

  await test.step("by one key, from the page that is read, and beside what is there", async () => {
    await room.desk.focus();
    await official.keyboard.press("PageDown");
    await room.writeByKey("Hỏi lại Sở Tài chính.");
    await expect(sheet).toBeHidden();
    await expect(room.desk).toBeFocused();
    await expect(room.cards).toHaveCount(2);
    await expect.poll(sealed).toBe(2);
  });

  await test.step("no key begins a second note under the first one's sheet", async () => {
    await official.keyboard.press("Alt+KeyN");
    await expect(typed).toBeFocused();
    await official.keyboard.insertText("Chưa viết xong");
    await official.keyboard.press("Alt+KeyN");
    await expect(typed).toHaveValue("Chưa viết xong");
    await official.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
    await expect(room.cards).toHaveCount(2);
  });

  await test.step("its card opens it, to be changed and to be removed", async () => {
    // Beside a narrow desk the cards lie folded.
    const first = room.cards.filter({ hasText: "Hỏi lại" });
    await room.tabTo(first.getByRole("button", { name: say("notes-mine") }));
    await official.keyboard.press("Enter");
    await room.tabTo(first.locator(".note-card"));
    await official.keyboard.press("Enter");
    await expect(typed).toBeFocused();
    await official.keyboard.press("Control+End");
    await official.keyboard.insertText(" Ngay hôm nay.");
    await room.tabTo(sheet.getByRole("button", { name: say("save") }));
    await official.keyboard.press("Enter");
    await expect(first).toContainText("Hỏi lại Sở Tài chính. Ngay hôm nay.");

    await room.tabTo(first.locator(".note-card"));
    await official.keyboard.press("Enter");
    await room.tabTo(sheet.getByRole("button", { name: say("remove") }));
    await official.keyboard.press("Enter");
    await expect(room.cards).toHaveCount(1);
    await expect.poll(sealed).toBe(1);
  });

  await official.context().close();
});
