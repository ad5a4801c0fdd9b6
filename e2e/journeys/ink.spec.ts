// What was written stays, whatever the server or a slip of the hand does to it: undos that outlive their screens, a
// sheet that is closed too early, notes that the server will not take, and a meeting that ends while a tablet is cut off.
import type { Page } from "@playwright/test";
import { faultsOf } from "../fixtures/faults.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";
import { words } from "../fixtures/words.ts";

interface Note {
  id: string;
  envelope: object | null;
}

interface Shared {
  sharing: string;
  annotation: { mark: { type: string; text?: string } };
}

const say = words("vi");
const REFUSED = "Cuộc họp đang ở bước không làm được việc này. Ghi chú vẫn chỉ mình bạn thấy.";

test.setTimeout(300_000);

test("what was written stays, whatever becomes of it on the way", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const official = await office.activate(browser, PEOPLE.official);
  const faults = faultsOf(official);
  const meeting = await Meeting.of(office, secretary);
  const { id } = meeting;
  const report = await meeting.version(REPORT.length);
  const sealed = async () => (await office.get<Note[]>(official, `versions/${report}/notes`)).filter(({ envelope }) => envelope);
  const shared = async (): Promise<[string, string][]> => {
    const { shared: all } = await office.get<{ shared: Record<string, Shared> }>(official, `versions/${report}/annotations`);
    return Object.values(all).map(({ sharing, annotation: { mark } }) => [mark.text ?? mark.type, sharing]);
  };

  const room = await Room.enter(official, server.url, id);
  const bar = official.getByRole("toolbar", { name: say("ink-bar") });
  const toasts = official.locator(".toasts");
  const undo = toasts.getByRole("button", { name: say("undo") });
  const sheet = official.getByRole("dialog", { name: say("notes-write") });
  const typed = sheet.getByLabel(say("notes-text"));

  await test.step("the way back from sharing what comes next outlives the menu that offered it", async () => {
    await room.takePen();
    await room.letSee("Chỉ mình tôi", "Cả cuộc họp");
    await undo.click();
    await expect(bar.getByRole("button", { name: "Chỉ mình tôi" })).toBeVisible();
    await expect(undo).toHaveCount(0);
  });

  await test.step("a sheet closed too early gives back what was typed, and a selection that ends outside closes nothing", async () => {
    await bar.getByRole("button", { name: say("ink-text"), exact: true }).click();
    const desk = (await room.desk.boundingBox())!;
    await official.mouse.click(desk.x + desk.width / 2, desk.y + desk.height / 2 + 90);
    await typed.fill("Đề nghị nêu tên 6 dự án.");
    const field = (await typed.boundingBox())!;
    await official.mouse.move(field.x + 200, field.y + 20);
    await official.mouse.down();
    await official.mouse.move(20, field.y + 20, { steps: 5 });
    await official.mouse.up();
    await expect(typed).toBeVisible();
    for (const close of [() => official.mouse.click(20, 400), () => official.keyboard.press("Escape")]) {
      await close();
      await expect(sheet).toBeHidden();
      await expect(room.cards).toHaveCount(0);
      await undo.click();
      await expect(typed).toHaveValue("Đề nghị nêu tên 6 dự án.");
    }
    await sheet.getByRole("button", { name: say("save") }).click();
    await expect(room.cards).toHaveText([/Đề nghị nêu tên 6 dự án\./]);
  });

  await test.step("a note says who sees it, and one undo brings back what it said", async () => {
    await room.letSee("Chỉ mình tôi", "Cả cuộc họp");
    // Beside a narrow desk the cards lie folded.
    await room.cards.getByRole("button", { name: say("notes-mine") }).click();
    await room.cards.locator(".note-card").click();
    await expect(sheet.getByText(say("notes-only-me"))).toBeVisible();
    await typed.fill("Đề nghị nêu tên 7 dự án.");
    await sheet.getByRole("button", { name: say("save") }).click();
    await expect(room.cards).toHaveText([/7 dự án/]);
    await bar.getByRole("button", { name: say("undo") }).click();
    await expect(room.cards).toHaveText([/6 dự án/]);
    await room.letSee("Cả cuộc họp", "Chỉ mình tôi");
    await expect.poll(() => waiting(official)).toBe(0);
    expect((await sealed()).length).toBe(1);
    expect(await shared()).toEqual([]);
  });

  await test.step("a note that the server will not take holds up none behind it, and one that it could not is tried again", async () => {
    const answers = [404, 500];
    let refused = "";
    await official.route("**/api/v1/versions/*/notes/*", async (route) => {
      const about = route.request().url();
      const status = about === refused ? 404 : answers.shift();
      if (status === undefined) return route.continue();
      if (status === 404) refused = about;
      return route.fulfill({ status, json: { code: "x", message: { vi: "Không có.", en: "None." } } });
    });
    await bar.getByRole("button", { name: say("ink-pen-blue") }).click();
    await room.draw(-60);
    await room.draw(-120);
    await expect.poll(async () => (await sealed()).length, { timeout: 20_000 }).toBe(2);
    await openNotes(official);
    await expect(official.getByRole("dialog").getByText("Máy chủ không nhận 1 ghi chú riêng.")).toBeVisible();
    await official.keyboard.press("Escape");
    await official.unroute("**/api/v1/versions/*/notes/*");
    await official.reload();
    await expect.poll(async () => (await sealed()).length).toBe(3);
    await expect(room.cards).toHaveCount(1);
  });

  /** Makes the note visible to others, one step further. */
  const share = async (note: string, to: string) => {
    await openNotes(official);
    const list = official.getByRole("dialog", { name: say("notes-title") });
    await list.getByRole("listitem").filter({ hasText: note }).getByRole("button", { name: to, exact: true }).click();
  };

  await test.step("the way back from sharing a note is that note's, whatever was drawn since", async () => {
    await share("6 dự án", "Gửi thư ký");
    await expect.poll(shared).toEqual([["Đề nghị nêu tên 6 dự án.", "secretary"]]);
    // The private copy has gone from the server, now that the room has it.
    await expect.poll(async () => (await sealed()).length).toBe(2);
    await official.keyboard.press("Escape");
    await room.takePen();
    await share("6 dự án", "Cả cuộc họp");
    await official.keyboard.press("Escape");
    await room.draw(-180);
    await undo.click();
    await expect.poll(shared).toEqual([["Đề nghị nêu tên 6 dự án.", "secretary"]]);
    await expect.poll(async () => (await sealed()).length).toBe(3);
  });

  await test.step("it is there after the room was left, too", async () => {
    await share("6 dự án", "Cả cuộc họp");
    await expect.poll(shared).toEqual([["Đề nghị nêu tên 6 dự án.", "meeting"]]);
    await official.keyboard.press("Escape");
    // What is pointed at does not go.
    await undo.hover();
    await official.getByRole("link", { name: say("room-leave") }).press("Enter");
    await expect(official.getByRole("heading", { name: say("meetings") })).toBeVisible();
    await undo.click();
    await expect(toasts.getByText(say("notes-taken-back"))).toBeVisible();
    await expect.poll(shared).toEqual([["Đề nghị nêu tên 6 dự án.", "secretary"]]);
    await Room.enter(official, server.url, id);
  });

  await test.step("what is shared without a connection, and refused because the meeting has ended, stays with its author", async () => {
    await room.takePen();
    await room.write("Chỉ để hỏi riêng.", 150);
    await expect.poll(async () => (await sealed()).length).toBe(4);
    const inked = await room.inked();
    await server.kill();
    await official.context().setOffline(true);
    await expect(official.getByText("Mất kết nối. Bạn vẫn đọc và ghi chú được")).toBeVisible();
    await share("Chỉ để hỏi riêng.", "Gửi thư ký");
    await official.keyboard.press("Escape");
    await expect(room.cards.filter({ hasText: "Chỉ để hỏi riêng." })).toContainText("Thư ký thấy");
    await room.letSee("Chỉ mình tôi", "Cả cuộc họp");
    await bar.getByRole("button", { name: say("ink-pen-red") }).click();
    await room.draw(60);
    await expect.poll(() => room.inked()).toBeGreaterThan(inked);

    await server.run();
    await meeting.command(secretary, { do: "open" }, { do: "close" });
    await official.context().setOffline(false);
    await expect(official.getByText(/Đã kết nối lại\. Đã gửi \d ghi chú\./u)).toBeVisible();
    await expect(toasts.getByText(REFUSED)).toBeVisible();
    const card = room.cards.filter({ hasText: "Chỉ để hỏi riêng." });
    await expect(card).toHaveCount(1);
    await expect(card).not.toContainText("Thư ký thấy");
    // The stroke for all is one's own now, sealed like the others.
    await expect.poll(async () => (await sealed()).length).toBe(5);
    await expect.poll(() => room.inked()).toBeGreaterThan(inked);
    expect(await shared()).toEqual([["Đề nghị nêu tên 6 dự án.", "secretary"]]);

    // Nothing offers any more what the server would refuse.
    await expect(bar.getByRole("button", { name: /Chỉ mình tôi|Cả cuộc họp/ })).toHaveCount(0);
    await openNotes(official);
    await expect(official.getByRole("dialog").getByRole("listitem")).toHaveCount(6);
    await expect(official.getByRole("dialog").getByRole("button", { name: /^(Gửi thư ký|Cả cuộc họp|Chỉ mình tôi)$/ })).toHaveCount(0);

    await official.reload();
    await expect(room.cards).toHaveCount(2);
    await expect.poll(() => room.inked()).toBeGreaterThan(inked);
  });

  expect(faults).toEqual([]);
  await Promise.all([secretary, official].map((page) => page.context().close()));
});

async function openNotes(page: Page): Promise<void> {
  await page.locator(".room-bar").getByRole("button", { name: /^Ghi chú/u }).click();
  await expect(page.getByRole("dialog", { name: say("notes-title") })).toBeVisible();
}

/** How much the tablet keeps that the server does not have yet. */
async function waiting(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const shelf = (await indexedDB.databases()).find(({ name }) => name?.startsWith("nghisu/"));
    const opened = indexedDB.open(shelf?.name ?? "");
    const database = await new Promise<IDBDatabase>((done, failed) => {
      opened.onsuccess = () => done(opened.result);
      opened.onerror = () => failed(opened.error);
    });
    const asked = database.transaction("outbox").objectStore("outbox").count();
    return new Promise<number>((done, failed) => {
      asked.onsuccess = () => {
        database.close();
        done(asked.result);
      };
      asked.onerror = () => failed(asked.error);
    });
  });
}
