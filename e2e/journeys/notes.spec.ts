// Private notes on another tablet of the same person: the passkey's secret brings their key along, and where the
// passkey cannot, the printed code does.
import type { Page } from "@playwright/test";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, Office, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";

const NOTE = "Hỏi lại số liệu quý III.";

interface Wrap {
  key_id: string;
  wrap: string;
}

test("private notes open wherever their person signs in, and by the printed code", async ({ browser, office }) => {
  const official = await office.activate(browser, PEOPLE.official, "vi", { hasPrf: true });
  const wraps = async (page: Page) => office.get<Wrap[]>(page, "me/note-keys");

  await test.step("signing in with a passkey that has a secret leaves the wrapped key with the server", async () => {
    await signInAgain(official, office);
    await expect.poll(async () => (await wraps(official)).length).toBe(1);
    await expect.poll(() => holdsKey(official)).toBe(true);
    await official.goto(`${office.server.url}/me`);
    await expect(official.getByText("Mở được trên các máy của bạn")).toBeVisible();
  });

  const { id } = await office.meeting(official);
  const report = await (await Meeting.of(office, official)).version(REPORT.length);
  /** The note is read in the room on a tablet. */
  const isRead = async (tablet: Page) => {
    const room = await Room.enter(tablet, office.server.url, id);
    await room.isPainted(REPORT[0]!);
    await expect(room.cards.filter({ hasText: NOTE })).toHaveCount(1);
  };
  await test.step("a note is written", async () => {
    const room = await Room.enter(official, office.server.url, id);
    await room.isPainted(REPORT[0]!);
    await room.takePen();
    await room.write(NOTE, 40);
    await expect.poll(async () => (await office.get<object[]>(official, `versions/${report}/notes`)).length).toBe(1);
    await official.goto(`${office.server.url}/me`);
  });

  let code = "";
  await test.step("a recovery code is made and shown once", async () => {
    await official.getByRole("button", { name: "Tạo mã khôi phục" }).click();
    const sheet = official.getByRole("dialog", { name: "Mã khôi phục" });
    // Its groups stand in columns, so that nobody loses their place in copying it.
    const groups = sheet.locator(".recovery-code .code > span");
    await expect(groups).toHaveCount(7);
    code = (await groups.allInnerTexts()).join("-");
    // And of letters that no input method for Vietnamese makes others of.
    expect(code).toMatch(/^([2-9B-CF-HJ-KM-NP-TVXZ]{4}-){6}[2-9B-CF-HJ-KM-NP-TVXZ]{4}$/);
    // One way out in words.
    await expect(sheet.getByRole("button", { name: "Đóng" })).toHaveCount(0);
    await sheet.getByRole("button", { name: "Tôi đã chép mã" }).click();
    expect((await wraps(official)).map(({ wrap }) => wrap)).toContain("recovery");
  });

  await test.step("a tablet that lost everything but its passkey has the key again", async () => {
    await official.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
    });
    await signInAgain(official, office);
    await expect.poll(() => holdsKey(official)).toBe(true);
    await official.goto(`${office.server.url}/me`);
    await expect(official.getByText("Đã có mã khôi phục.")).toBeVisible();
    await isRead(official);
  });

  await test.step("another passkey needs the code, and the code is enough", async () => {
    const other = await office.another(browser, PEOPLE.official);
    await other.goto(`${office.server.url}/me`);
    await expect(other.getByText("Cần mã khôi phục")).toBeVisible();
    await other.getByRole("button", { name: "Nhập mã khôi phục" }).click();
    const sheet = other.getByRole("dialog", { name: "Nhập mã khôi phục" });
    await sheet.getByLabel("Mã khôi phục").fill("AAAAA");
    await sheet.getByRole("button", { name: "Tiếp tục" }).click();
    await expect(sheet.getByText("Mã chưa đúng")).toBeVisible();
    await sheet.getByLabel("Mã khôi phục").fill(code.toLowerCase());
    await sheet.getByRole("button", { name: "Tiếp tục" }).click();
    await expect(other.getByText("Đã mở khóa ghi chú riêng trên máy này.")).toBeVisible();
    await expect(other.getByText("Mở được trên các máy của bạn")).toBeVisible();
    await isRead(other);
    await other.context().close();
  });
  await official.context().close();
});

async function signInAgain(page: Page, office: Office): Promise<void> {
  await page.request.post(`${office.server.url}/api/v1/sign-out`, { headers: { origin: office.server.url } });
  await page.goto(`${office.server.url}/sign-in`);
  // The browser offers the passkey by itself as soon as the screen is there, and this authenticator takes the offer.
  await expect(page.getByRole("heading", { name: "Lịch họp" })).toBeVisible();
}

/** Whether the tablet has kept a key for notes: it arrives some moments after the sign-in. */
async function holdsKey(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const shelf = (await indexedDB.databases()).find(({ name }) => name?.startsWith("nghisu/"));
    if (!shelf?.name) return false;
    const opened = indexedDB.open(shelf.name);
    const database = await new Promise<IDBDatabase | null>((done) => {
      // One that was just deleted is not to be made anew from here.
      opened.onupgradeneeded = () => opened.transaction?.abort();
      opened.onsuccess = () => done(opened.result);
      opened.onerror = () => done(null);
    });
    if (!database) return false;
    try {
      const asked = database.transaction("facts").objectStore("facts").get("notes-key-id");
      return await new Promise<boolean>((done, failed) => {
        asked.onsuccess = () => done(asked.result !== undefined);
        asked.onerror = () => failed(asked.error);
      });
    } finally {
      database.close();
    }
  });
}
