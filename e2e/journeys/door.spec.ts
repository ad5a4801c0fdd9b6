// Whoever comes in by a code of the secretary's, or on a tablet of the room: one meeting and nothing else, and nothing of
// it on the device when it is over.
import type { Page } from "@playwright/test";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, REPORT, tablet, test } from "../fixtures/office.ts";
import { comeIn, leftOn, MeetingDoor, newRoomTablet } from "../fixtures/pass.ts";
import { Room } from "../fixtures/room.ts";
import { isSound } from "../fixtures/sound.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
const NAME = "Máy phòng họp 07";
const NOTE = "Hỏi lại số liệu quý III.";

test.setTimeout(240_000);

/** What the server refused a page, besides what is expected before anybody is in and after. */
function refusals(page: Page): string[] {
  const refused: string[] = [];
  page.on("response", (answer) => {
    const isRefused = answer.status() === 403 || answer.status() === 404;
    if (isRefused && answer.url().includes("/api/")) refused.push(`${answer.status()} ${answer.url()}`);
  });
  return refused;
}

test("a pass opens one meeting, and leaves nothing on the device when it is over", async ({ browser, office }) => {
  const { url } = office.server;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const chair = await office.activate(browser, PEOPLE.chair);
  const meeting = await Meeting.of(office, secretary);
  const door = new MeetingDoor(office, secretary, meeting);
  await meeting.begin(chair);

  await test.step("a code is typed where somebody expects to activate, and says whose it is", async () => {
    const pass = await door.give(PEOPLE.official);
    const device = await tablet(browser);
    await device.goto(`${url}/sign-in`);
    await device.getByRole("link", { name: say("join-way") }).click();
    await expect(device).toHaveURL(`${url}/join`);
    await device.getByLabel(say("join-code")).pressSequentially("22222222");
    await expect(device.getByText(say("join-code-wrong"))).toBeVisible();
    await isSound(device, "join");
    await device.goto(`${url}/activate`);
    await device.getByLabel(say("code-label")).pressSequentially(pass.code.toLowerCase());
    await expect(device.locator(".pass-found")).toContainText(PEOPLE.official);
    await isSound(device, "pass");
    // Nothing was used up, and a link that is opened while the screen stands there is taken too.
    await device.goto(`${url}/join`);
    await expect(device.getByLabel(say("join-code"))).toBeFocused();
    await device.goto(pass.link);
    await expect(device.locator(".pass-found")).toContainText(PEOPLE.official);
    await expect(device).toHaveURL(`${url}/join`);
    await device.context().close();
  });

  await test.step("where somebody is signed in with a passkey it is said who has to make room", async () => {
    const pass = await door.give(PEOPLE.official);
    await chair.goto(pass.link);
    await expect(chair).toHaveURL(`${url}/join`);
    await expect(chair.getByRole("alert").filter({ hasText: PEOPLE.chair })).toContainText("đang đăng nhập trên máy này");
    await expect(chair.getByRole("button", { name: say("join-enter") })).toHaveCount(0);
  });

  const pass = await door.give(PEOPLE.official);
  const device = await comeIn(browser, pass, meeting.id);
  const refused = refusals(device);
  const room = Room.of(device);

  await test.step("pages are read, and any other address leads back to them", async () => {
    await room.isPainted(REPORT[0]!);
    await expect(device.locator(".visit-line")).toContainText(PEOPLE.official);
    await isSound(device, "a limited room");
    const only = `${url}/meetings/${meeting.id}`;
    for (const path of ["/", "/me", "/archive", "/waiting", "/sign-in", "/join", `/meetings/${meeting.id}/minutes`, `/meetings/${meeting.id}/sign`]) {
      await device.goto(`${url}${path}`);
      await expect(device, path).toHaveURL(only);
      await expect(room.desk).toBeVisible();
    }
    await expect(device.locator(".rail")).toHaveCount(0);
    await expect(device.locator(`a[href="/"]`)).toHaveCount(0);
    await expect(device.getByRole("button", { name: say("print-set") })).toHaveCount(0);
  });

  await test.step("a private note stays on the device, also over a reload", async () => {
    await room.isPainted(REPORT[0]!);
    await room.takePen();
    await room.write(NOTE, 40);
    await expect(room.cards.filter({ hasText: NOTE })).toHaveCount(1);
    await expect.poll(() => notesKept(device)).toBe(1);
    await device.reload();
    await room.isPainted(REPORT[0]!);
    await expect(room.cards.filter({ hasText: NOTE })).toHaveCount(1);
    expect(await leftOn(device)).not.toEqual([]);
  });

  await test.step("what was taken back is wiped within seconds, and the server asked for nothing that it refuses", async () => {
    expect(refused).toEqual([]);
    await door.takeBack(pass.pass);
    await expect(device.getByRole("heading", { name: say("left-title") })).toBeVisible();
    await isSound(device, "left");
    expect(await leftOn(device)).toEqual([]);
    await device.goto(`${url}/meetings/${meeting.id}`);
    await expect(device).toHaveURL(`${url}/sign-in`);
  });

  await test.step("whoever leaves by hand is asked once and told what is lost", async () => {
    const again = await door.give(PEOPLE.official);
    await device.goto(again.link);
    await device.getByRole("button", { name: say("join-enter") }).click();
    await room.isPainted(REPORT[0]!);
    await expect(room.cards).toHaveCount(0);
    await room.takePen();
    await room.write(NOTE, 40);
    await expect.poll(() => notesKept(device)).toBe(1);
    await device.getByRole("button", { name: say("visit-leave"), exact: true }).click();
    const question = device.getByRole("dialog", { name: say("visit-leave-title") });
    await expect(question).toContainText("1 ghi chú “Chỉ mình tôi”");
    await isSound(device, "leaving");
    await question.getByRole("button", { name: say("visit-leave"), exact: true }).click();
    await expect(device.getByRole("heading", { name: say("left-title") })).toBeVisible();
    expect(await leftOn(device)).toEqual([]);
    await expect.poll(() => door.devices()).toEqual([]);
  });

  await test.step("a page that starts without a connection comes back to the room when there is one", async () => {
    const again = await door.give(PEOPLE.official);
    await device.goto(again.link);
    await device.getByRole("button", { name: say("join-enter") }).click();
    await room.isPainted(REPORT[0]!);
    await device.evaluate(async () => navigator.serviceWorker.ready);
    await device.context().setOffline(true);
    await device.reload();
    await expect(device.locator(".skeleton")).toBeVisible();
    await device.context().setOffline(false);
    await room.isPainted(REPORT[0]!);
    await door.takeBack(again.pass);
    await expect(device.getByRole("heading", { name: say("left-title") })).toBeVisible();
  });

  await test.step("a session that ended while the page was closed is wiped when it is opened again", async () => {
    const again = await door.give(PEOPLE.official);
    await device.goto(again.link);
    await device.getByRole("button", { name: say("join-enter") }).click();
    await room.isPainted(REPORT[0]!);
    await device.goto("about:blank");
    await door.takeBack(again.pass);
    await device.goto(url);
    await expect(device.getByRole("heading", { name: say("left-title") })).toBeVisible();
    expect(await leftOn(device)).toEqual([]);
  });

  await test.step("after the meeting it is said when the device wipes itself, and no way leads on", async () => {
    const again = await door.give(PEOPLE.official);
    await device.goto(again.link);
    await device.getByRole("button", { name: say("join-enter") }).click();
    await room.isPainted(REPORT[0]!);
    await meeting.command(chair, { do: "close" });
    await expect(device.locator(".visit-line")).toContainText("Máy này tự xóa lúc");
    await expect(device.locator(".afterwards")).toContainText("Máy này tự xóa lúc");
    await expect(device.locator(".afterwards a")).toHaveCount(0);
  });
  for (const page of [device, secretary, chair]) await page.context().close();
});

test("a tablet of the room is enrolled, lent, taken back, and waits again", async ({ browser, office }) => {
  const { url } = office.server;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const administrator = await office.activate(browser, PEOPLE.administrator);
  const meeting = await Meeting.of(office, secretary);
  const door = new MeetingDoor(office, secretary, meeting);
  const device = await tablet(browser);
  const issued = await newRoomTablet(office, administrator, NAME);

  await test.step("a device that nobody has enrolled asks for a code", async () => {
    await device.goto(`${url}/room-tablet`);
    await expect(device.getByText(say("tablet-unknown"))).toBeVisible();
    await isSound(device, "an unknown tablet");
    await device.getByLabel(say("tablet-code")).pressSequentially(issued.code);
    await expect(device.getByRole("heading", { name: NAME })).toBeVisible();
    await expect(device.getByText(say("tablet-waits"))).toBeVisible();
    await isSound(device, "a waiting tablet");
  });

  await test.step("it is known from then on, and says when it has no connection", async () => {
    await device.goto(url);
    await expect(device).toHaveURL(`${url}/room-tablet`);
    await expect(device.getByText(say("tablet-waits"))).toBeVisible();
    await device.context().setOffline(true);
    await expect(device.getByText(say("tablet-offline"))).toBeVisible();
    await device.context().setOffline(false);
    await expect(device.getByText(say("tablet-waits"))).toBeVisible();
  });

  const lent = async () => {
    expect(await door.lend(issued.id, PEOPLE.official)).toBe(204);
    await expect(device.locator(".lent")).toContainText(PEOPLE.official);
    await device.getByRole("button", { name: say("tablet-begin") }).click();
    await expect(device).toHaveURL(`${url}/meetings/${meeting.id}`);
    await Room.of(device).isPainted(REPORT[0]!);
  };
  await test.step("lent, it opens only by a touch", async () => {
    await lent();
    await device.goto(`${url}/room-tablet`);
    await expect(device).toHaveURL(`${url}/meetings/${meeting.id}`);
    await Room.of(device).isPainted(REPORT[0]!);
  });

  await test.step("taken back, it wipes itself, waits again, and is lent to the next one", async () => {
    const [open] = await door.devices();
    expect(open).toMatchObject({ tablet: NAME });
    await door.takeBack(open!.pass);
    await expect(device.getByRole("heading", { name: say("left-title") })).toBeVisible();
    expect(await leftOn(device)).toEqual([]);
    await device.getByRole("link", { name: say("left-to-waiting") }).click();
    await expect(device.getByText(say("tablet-waits"))).toBeVisible();
    await lent();
  });

  await test.step("out of use, it is nobody's", async () => {
    expect(await office.remove(administrator, `room-tablets/${issued.id}`)).toBe(204);
    await expect(device.getByRole("heading", { name: say("left-title") })).toBeVisible();
    await device.getByRole("link", { name: say("left-to-waiting") }).click();
    await expect(device.getByText(say("tablet-unknown"))).toBeVisible();
  });
  for (const page of [device, secretary, administrator]) await page.context().close();
});

/** How many things a device keeps that are on no server. */
async function notesKept(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const shelf = (await indexedDB.databases()).find(({ name }) => name?.startsWith("nghisu/pass/"));
    if (!shelf?.name) return 0;
    const opened = indexedDB.open(shelf.name);
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
