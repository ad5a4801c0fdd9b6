// The desk under people's hands: it is let go when they leave, follows what they touched last, keeps still under a pen,
// takes fingers for pens where there is none, and notices when nobody is at the other end.
import type { Page, WebSocketRoute } from "@playwright/test";
import { faultsOf } from "../fixtures/faults.ts";
import { Fingers } from "../fixtures/fingers.ts";
import { hold } from "../fixtures/hold.ts";
import { addresses, countAddresses, holdDecoding } from "../fixtures/images.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { DRAWING, expect, LONG, Office, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { pdf } from "../fixtures/pdf.ts";
import { Room } from "../fixtures/room.ts";
import { test as plain } from "../fixtures/server.ts";

test.setTimeout(240_000);

plain("a desk that is left is let go with its pages, and the next one paints", async ({ browser, server }) => {
  const office = await Office.fill(server, { "1. Bao cao.pdf": pdf(LONG) });
  const page = await office.activate(browser, PEOPLE.secretary);
  const faults = faultsOf(page);
  const { id } = await office.meeting(page);
  await page.addInitScript(countAddresses);
  await page.addInitScript(holdDecoding);
  await page.goto(server.url);
  const enter = () => page.locator(`a[href="/meetings/${id}"]`).first().click();
  const read = () => page.getByRole("button", { name: "Đọc tài liệu" }).click();
  const write = () => page.getByRole("button", { name: "Ghi biên bản" }).click();
  const room = Room.of(page);

  await test.step("from the papers to the record and back: what arrives then is painted", async () => {
    await enter();
    await read();
    await room.isPainted(LONG[0]!);
    await write();
    await expect(room.desk).toBeHidden();
    await read();
    for (const number of [5, 8, 3]) {
      await room.goTo(number);
      await room.isPainted(LONG[number - 1]!);
    }
  });

  await test.step("three visits leave no page behind", async () => {
    for (let visit = 0; visit < 3; visit += 1) {
      expect(await addresses(page)).toBeGreaterThan(0);
      await page.getByRole("link", { name: "Về lịch họp" }).click();
      await expect(page.getByRole("heading", { name: "Lịch họp" })).toBeVisible();
      await expect.poll(() => addresses(page), { message: "images of pages" }).toBe(0);
      await enter();
      await read();
      await room.isPainted(LONG[0]!);
    }
  });

  await test.step("nor does a page that is decoded when the desk is gone", async () => {
    await page.evaluate(() => window.holdDecoding(true));
    await room.goTo(6);
    await expect.poll(() => page.evaluate(() => window.decodingHeld)).toBeGreaterThan(0);
    await page.getByRole("link", { name: "Về lịch họp" }).click();
    await expect(page.getByRole("heading", { name: "Lịch họp" })).toBeVisible();
    expect(await addresses(page)).toBeGreaterThan(0);
    await page.evaluate(() => window.holdDecoding(false));
    await expect.poll(() => addresses(page), { message: "images of pages" }).toBe(0);
  });
  expect(faults).toEqual([]);
  await page.context().close();
});

test("a room's first page is read while the client is still starting, where the desk shows it later", async ({ browser, office }) => {
  const { server } = office;
  const chair = await office.activate(browser, PEOPLE.chair);
  const official = await office.activate(browser, PEOPLE.official);
  const meeting = await Meeting.of(office, chair);
  const place = { version: await meeting.version(REPORT.length), page: 2, y: 2600 };
  await meeting.command(chair, { do: "open" }, { do: "take_lead" }, { do: "present", place });

  await official.addInitScript(seeFirstPage);
  const table = Room.of(official);
  await official.goto(`${server.url}/meetings/${meeting.id}`);
  await table.isPainted(REPORT[1]!);
  expect(await official.evaluate(() => window.firstPage), "this tablet shows none before it has shown one").toBeUndefined();
  const lies = async () => (await table.desk.locator('[data-page="2"]').boundingBox())!;
  const rounded = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => [x, y, width, height].map(Math.round);

  // On a machine that is busy with other things the client may be sooner, once.
  await expect(async () => {
    await official.reload();
    await table.isPainted(REPORT[1]!);
    expect(await official.evaluate(() => window.firstPage)).toMatchObject({ page: "2", hasDesk: false });
  }).toPass();
  const seen = await official.evaluate(() => window.firstPage);
  expect(rounded(seen!.place)).toEqual(rounded(await lies()));
  await expect(official.locator("#first-page")).toHaveCount(0);
  await table.shows(2, 3);
  for (const page of [chair, official]) await page.context().close();
});

/** Notes the page that stands before the client does. */
function seeFirstPage(): void {
  new MutationObserver((_, observer) => {
    const sheet = document.querySelector<HTMLElement>("#first-page .sheet");
    if (!sheet) return;
    observer.disconnect();
    const hasDesk = document.querySelector(".desk") !== null;
    requestAnimationFrame(() => {
      const { x, y, width, height } = sheet.getBoundingClientRect();
      window.firstPage = { page: sheet.dataset.page, hasDesk, place: { x, y, width, height } };
    });
  }).observe(document, { childList: true, subtree: true });
}

test("fingers and pens write, and nothing that others do moves the page under them", async ({ browser, office }) => {
  const { server } = office;
  const chair = await office.activate(browser, PEOPLE.chair);
  const official = await office.activate(browser, PEOPLE.official);
  const { id } = await office.meeting(chair);
  await office.command(chair, id, { do: "open" });
  await official.context().addInitScript(countWakeLocks);
  const heard: string[] = [];
  official.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => typeof payload === "string" && heard.push(payload));
  });
  const table = await Room.enter(official, server.url, id);
  await table.isPainted(REPORT[0]!);
  const box = (await table.desk.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const hands = await official.context().newCDPSession(official);
  const touch = async (type: "touchStart" | "touchMove" | "touchEnd", ...points: [number, number][]) => {
    const touchPoints = points.map(([left, down], finger) => ({ x: left, y: down, id: finger, radiusX: 12, radiusY: 12 }));
    await hands.send("Input.dispatchTouchEvent", { type, touchPoints });
  };
  const bar = official.getByRole("toolbar", { name: "Thanh bút" });
  const tool = (name: string) => bar.getByRole("button", { name, exact: true });
  const finger = bar.getByRole("switch", { name: "Vẽ bằng ngón tay", exact: true });

  await test.step("the screen stays awake in the room", async () => {
    const locks = () => official.evaluate(() => window.wakeLocks);
    await expect.poll(locks).toEqual({ asked: 1, held: 1 });
    await official.evaluate(() => window.letGoOfTheScreen());
    await official.mouse.click(x, y);
    await expect.poll(locks).toEqual({ asked: 2, held: 1 });
    await official.mouse.click(x, y);
  });

  await test.step("where no pen was ever seen, a finger draws", async () => {
    await table.takePen();
    await expect(finger).toBeChecked();
    await touch("touchStart", [x - 100, y]);
    for (let way = -80; way <= 100; way += 20) await touch("touchMove", [x + way, y + way / 10]);
    await touch("touchEnd");
    await expect.poll(() => table.inked()).toBeGreaterThan(100);
    await table.shows(1, 3);
  });

  await test.step("a second finger takes the stroke back and moves the page", async () => {
    const before = await table.inked();
    await touch("touchStart", [x - 60, y + 80]);
    await touch("touchMove", [x - 40, y + 80]);
    await expect(official.locator(".sheet-wet")).toHaveCount(1);
    await touch("touchStart", [x - 40, y + 80], [x + 60, y + 80]);
    await touch("touchMove", [x - 90, y + 80], [x + 110, y + 80]);
    await expect(official.locator(".sheet-wet")).toHaveCount(0);
    await expect.poll(() => scale(table)).toBeGreaterThan(1.5);
    await touch("touchEnd");
    for (let step = 0; step < 8; step += 1) await table.desk.press("-");
    await expect.poll(() => scale(table)).toBe(1);
    // As large as before: a page that was drawn nearer has other pixels.
    await expect.poll(() => table.inked()).toBe(before);
  });

  await test.step("fingers that are not to draw move the page, and still place a note", async () => {
    await finger.click();
    const before = await table.inked();
    await touch("touchStart", [x, y]);
    for (let way = 20; way <= 120; way += 20) await touch("touchMove", [x, y - way]);
    await touch("touchEnd");
    expect(await table.inked()).toBe(before);
    await tool("Chữ").click();
    await official.touchscreen.tap(x, y + 60);
    const sheet = official.getByRole("dialog", { name: "Ghi chú" });
    await sheet.getByLabel("Nội dung").fill("Đặt bằng ngón tay.");
    await sheet.getByRole("button", { name: "Lưu" }).click();
    await expect(table.cards.filter({ hasText: "Đặt bằng ngón tay." })).toHaveCount(1);
  });

  await test.step("once a pen draws, fingers no longer do", async () => {
    await tool("Bút xanh").click();
    await finger.click();
    await expect(finger).toBeChecked();
    // A finger let the page go on by itself: the line's place on it is known again at its head.
    await table.desk.press("Home");
    await comesToRest(table);
    const pen = { button: "left", buttons: 1, pointerType: "pen", clickCount: 1 } as const;
    const before = await table.inked();
    await hands.send("Input.dispatchMouseEvent", { type: "mousePressed", x: x - 100, y: y - 80, ...pen });
    await hands.send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y: y - 70, ...pen });
    await hands.send("Input.dispatchMouseEvent", { type: "mouseReleased", x: x + 100, y: y - 80, ...pen });
    await expect.poll(() => table.inked()).toBeGreaterThan(before);
    await expect(finger).not.toBeChecked();
  });

  await test.step("a hand that rests beside the pen turns nothing, and a finger still does", async () => {
    const fingers = await Fingers.on(table.desk);
    const top = async () => (await table.desk.locator('[data-page="1"]').boundingBox())!.y;
    await table.desk.press("Home");
    const before = await top();
    await fingers.tap([0.45, 0]);
    await expect.poll(top).toBeLessThan(before - 50);
    const half = await top();
    await fingers.tap([-0.45, 0]);
    await expect.poll(top).toBe(before);
    fingers.radius = 45;
    await fingers.tap([0.45, 0]);
    await fingers.drag([210, 0], [-210, 0]);
    // One that lands on its edge grows wide, and may be lifted so.
    fingers.radius = 12;
    await fingers.touch("touchStart", [200, 0]);
    await fingers.touch("touchMove", [150, 0]);
    fingers.radius = 45;
    await fingers.touch("touchMove", [-100, 0]);
    await fingers.touch("touchEnd");
    fingers.radius = 12;
    await fingers.tap([0.45, 0]);
    await expect.poll(top).toBe(half);
    await table.shows(1, 3);
    await fingers.tap([-0.45, 0]);
    await expect.poll(top).toBe(before);
  });

  await test.step("what the browser foresees of a stroke is drawn ahead of the pen, and none of it is kept", async () => {
    await table.desk.press("Home");
    const middle = await halfway(table);
    const before = await table.inked();
    const { ahead, behind } = await official.evaluate(drawAhead, { x: middle.x, y: middle.y - 150 });
    // Pen and foresight, in pixels of the screen from the middle: the pen never came further than -20.
    expect(ahead).toBeGreaterThan(80);
    expect(behind).toBeLessThan(0);
    await expect.poll(() => table.inked()).toBeGreaterThan(before);
    await expect(official.locator(".sheet-wet")).toHaveCount(0);
    await expect.poll(() => official.evaluate(reachOfInk, { y: middle.y - 150 })).toBeLessThan(middle.x);
  });

  await test.step("beside a pen no finger and no palm draws: not after it, nor one that lay there before", async () => {
    const middle = await halfway(table);
    const fingers = await Fingers.on(table.desk);
    await table.desk.press("Home");
    await comesToRest(table);
    const page = (await table.desk.locator('[data-page="1"]').boundingBox())!;
    const inkedAt = (down: number) => table.inkedAt((middle.y + down - page.y) / page.height);
    const pen = { button: "left", buttons: 1, pointerType: "pen", clickCount: 1 } as const;
    /** The pen draws a line, with something else in its middle. */
    const draws = async (down: number, meanwhile: () => Promise<void>) => {
      const y = middle.y + down;
      await hands.send("Input.dispatchMouseEvent", { type: "mousePressed", x: middle.x - 100, y, ...pen });
      await meanwhile();
      await hands.send("Input.dispatchMouseEvent", { type: "mouseMoved", x: middle.x, y: y + 8, ...pen });
      await hands.send("Input.dispatchMouseEvent", { type: "mouseReleased", x: middle.x + 100, y, ...pen });
      await expect.poll(() => inkedAt(down + 4)).toBeGreaterThan(100);
    };

    for (const [radius, down] of [[12, 200], [45, 240]] as const) {
      fingers.radius = radius;
      await fingers.drag([-100, down], [100, down + 4]);
      await table.desk.press("Home");
      await table.shows(1, 3);
      await expect(official.locator(".sheet-wet")).toHaveCount(0);
      expect(await inkedAt(down), `a touch ${radius} wide`).toBe(0);
    }

    fingers.radius = 45;
    await fingers.touch("touchStart", [150, 200]);
    await draws(-220, () => fingers.touch("touchMove", [120, 204]));
    await fingers.touch("touchMove", [-100, 200]);
    await fingers.touch("touchEnd");
    expect(await inkedAt(200), "a palm that lay there").toBe(0);

    // Where somebody wants fingers to draw, the pen still comes first.
    await finger.click();
    await expect(finger).toBeChecked();
    fingers.radius = 12;
    await fingers.touch("touchStart", [-100, 240]);
    await fingers.touch("touchMove", [0, 244]);
    await expect(official.locator(".sheet-wet")).toHaveCount(1);
    await draws(-260, () => fingers.touch("touchMove", [60, 244]));
    await fingers.touch("touchMove", [100, 240]);
    await fingers.touch("touchEnd");
    await expect(official.locator(".sheet-wet")).toHaveCount(0);
    expect(await inkedAt(240), "a finger that had begun to draw").toBe(0);
    await finger.click();
    await expect(finger).not.toBeChecked();
    await table.desk.press("Home");
  });

  await test.step("every place that a pen reports is kept with its pressure, also those between two frames", async () => {
    await table.letSee("Chỉ mình tôi", "Cả cuộc họp");
    const pen = { button: "left", buttons: 1, pointerType: "pen", clickCount: 1 } as const;
    const report = await (await Meeting.of(office, chair)).version(REPORT.length);
    await official.evaluate(countMoves);
    await hands.send("Input.dispatchMouseEvent", { type: "mousePressed", x: x - 100, y: y + 60, force: 0.2, ...pen });
    // What comes while the page is busy comes as one event.
    const busy = official.evaluate(() => {
      for (const until = performance.now() + 300; performance.now() < until; );
    });
    const zigzag = Array.from({ length: 12 }, (_, at) => ({ x: x - 90 + 15 * at, y: y + 60 + 20 * (at % 2), force: 0.2 + 0.05 * at }));
    await Promise.all(zigzag.map((point) => hands.send("Input.dispatchMouseEvent", { type: "mouseMoved", ...point, ...pen })));
    await busy;
    await hands.send("Input.dispatchMouseEvent", { type: "mouseReleased", x: x + 100, y: y + 60, force: 0.8, ...pen });
    const stroke = async () => {
      const { shared } = await office.get<{ shared: Record<string, Drawn> }>(official, `versions/${report}/annotations`);
      const [stroke] = Object.values(shared).flatMap(({ annotation }) => annotation.mark.strokes);
      return { points: stroke?.points.length ?? 0, pressures: new Set(stroke?.pressure).size };
    };
    await expect.poll(async () => (await stroke()).points).toBeGreaterThanOrEqual(zigzag.length);
    expect((await stroke()).pressures).toBeGreaterThan(5);
    expect(await official.evaluate(() => window.moves)).toBeLessThan(zigzag.length / 2);
    await table.letSee("Cả cuộc họp", "Chỉ mình tôi");
  });

  const lead = await Room.enter(chair, server.url, id);
  await test.step("the led page waits until the pen is lifted", async () => {
    await lead.isPainted(REPORT[0]!);
    await chair.getByRole("button", { name: "Dẫn trang" }).click();
    await expect(chair.getByText("Đang dẫn")).toBeVisible();
    await lead.goTo(2);
    await table.shows(2, 3);
    await table.isPainted(REPORT[1]!);
    await expect.poll(() => table.inkWidth()).toBe(0);
    heard.length = 0;
    await official.mouse.move(x - 120, y);
    await official.mouse.down();
    await official.mouse.move(x, y + 18, { steps: 6 });
    await lead.goTo(3);
    await expect.poll(() => heard.some((message) => /page\\*":3/u.test(message))).toBe(true);
    await official.mouse.move(x + 120, y, { steps: 6 });
    await table.shows(2, 3);
    await official.mouse.up();
    await table.shows(3, 3);
    await table.isPainted(REPORT[2]!);
    await expect.poll(() => table.inkWidth()).toBe(0);
    await lead.goTo(2);
    await table.isPainted(REPORT[1]!);
    // The line reaches from end to end: it was drawn on one page.
    await expect.poll(() => table.inkWidth()).toBeGreaterThan(220);
  });

  await test.step("a connection that has died without a word is noticed, and made anew", async () => {
    const way = await silenceable(official);
    await official.clock.install();
    const again = await Room.enter(official, server.url, id);
    await again.shows(2, 3);
    way.isSilent = true;
    await lead.goTo(1);
    await again.shows(2, 3);
    await official.clock.runFor(31_000);
    await expect(official.getByText("Mất kết nối", { exact: true })).toBeVisible();
    way.letGo();
    await again.shows(1, 3);
    await expect(official.getByText("Đã kết nối", { exact: true })).toBeVisible();
  });

  await Promise.all([chair, official].map((page) => page.context().close()));
});

/** The first page lies still: no finger's throw and no step to its head moves it any more. */
async function comesToRest(room: Room): Promise<void> {
  let last = "";
  const rests = async () => {
    const before = last;
    last = JSON.stringify(await room.desk.locator('[data-page="1"]').boundingBox());
    return last === before;
  };
  await expect.poll(rests, { message: "the page has come to rest", intervals: [100] }).toBe(true);
}

/** The middle of the desk, as it is now. */
async function halfway(room: Room): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await room.desk.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}

/**
 * A pen draws from left to right and stops short of the middle, while the browser foresees that it goes on beyond. Says how
 * far the line reached from the middle while it was foreseen, and after the pen went on without. Runs in the page.
 */
async function drawAhead({ x, y }: { x: number; y: number }): Promise<{ ahead: number; behind: number }> {
  const desk = document.querySelector(".desk")!;
  const at = (type: string, across: number, more: PointerEventInit = {}) =>
    new PointerEvent(type, {
      ...{ pointerId: 77, pointerType: "pen", isPrimary: true, bubbles: true, cancelable: true, width: 1, height: 1 },
      ...{ button: type === "pointermove" ? -1 : 0, buttons: type === "pointerup" ? 0 : 1, pressure: type === "pointerup" ? 0 : 0.5 },
      ...{ clientX: x + across, clientY: y, ...more },
    });
  const reach = async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
    const canvas = document.querySelector<HTMLCanvasElement>(".sheet-wet canvas, canvas.sheet-wet")!;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    let right = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) right = Math.max(right, ((at - 3) / 4) % canvas.width);
    const box = canvas.getBoundingClientRect();
    return box.x + (right * box.width) / canvas.width - x;
  };
  desk.dispatchEvent(at("pointerdown", -100));
  const coalescedEvents = [at("pointermove", -80), at("pointermove", -60)];
  const predictedEvents = [at("pointermove", 60), at("pointermove", 100)];
  desk.dispatchEvent(at("pointermove", -60, { coalescedEvents, predictedEvents }));
  const ahead = await reach();
  desk.dispatchEvent(at("pointermove", -20, { coalescedEvents: [at("pointermove", -20)] }));
  const behind = await reach();
  desk.dispatchEvent(at("pointerup", -20));
  return { ahead, behind };
}

/** How far to the right ink reaches about a height of the screen. Runs in the page. */
function reachOfInk({ y }: { y: number }): number {
  let right = 0;
  for (const canvas of document.querySelectorAll<HTMLCanvasElement>('.sheet[data-page="1"] canvas.sheet-ink')) {
    const box = canvas.getBoundingClientRect();
    if (canvas.width === 0 || box.width === 0) continue;
    const scale = canvas.width / box.width;
    const band = canvas.getContext("2d")!.getImageData(0, Math.round((y - 8 - box.y) * scale), canvas.width, Math.round(16 * scale));
    for (let at = 3; at < band.data.length; at += 4) {
      if (band.data[at]! > 0) right = Math.max(right, box.x + (((at - 3) / 4) % canvas.width) / scale);
    }
  }
  return right;
}

/** How far the page in the middle is magnified. */
async function scale(room: Room): Promise<number> {
  return room.desk.evaluate((desk) => {
    const sheets = Array.from(desk.querySelectorAll<HTMLElement>(".sheet:not([hidden])"));
    return Math.max(...sheets.map((sheet) => new DOMMatrix(getComputedStyle(sheet).transform).a));
  });
}

interface Drawn {
  annotation: { mark: { strokes: { points: unknown[]; pressure: number[] }[] } };
}

/** Counts the events by which a page hears that a pen moves. */
function countMoves(): void {
  window.moves = 0;
  document.addEventListener("pointermove", () => (window.moves += 1), { capture: true });
}

interface Way {
  /** Nothing comes or goes on the first connection, and nothing says so. */
  isSilent: boolean;
  /** Lets the next connection through, which waits until then. */
  letGo: () => void;
}

/** The way between a tablet's next rooms and the server. */
async function silenceable(page: Page): Promise<Way> {
  let letGo = () => {};
  const free = new Promise<void>((done) => (letGo = done));
  const way: Way = { isSilent: false, letGo };
  let isFirst = true;
  await page.routeWebSocket(/\/socket$/u, async (socket: WebSocketRoute) => {
    if (!isFirst) await free;
    const forgets = isFirst;
    isFirst = false;
    const server = socket.connectToServer();
    socket.onMessage((message) => forgets && way.isSilent || server.send(message));
    server.onMessage((message) => forgets && way.isSilent || socket.send(message));
  });
  return way;
}

declare global {
  interface Window {
    firstPage?: { page: string | undefined; hasDesk: boolean; place: { x: number; y: number; width: number; height: number } };
    wakeLocks: { asked: number; held: number };
    letGoOfTheScreen: () => void;
    moves: number;
  }
}

/** Takes the place of the browser's wake locks, of which there are none without a screen. */
function countWakeLocks(): void {
  window.wakeLocks = { asked: 0, held: 0 };
  const request = async () => {
    window.wakeLocks.asked += 1;
    window.wakeLocks.held += 1;
    const lock = {
      released: false,
      release: async () => {
        if (!lock.released) window.wakeLocks.held -= 1;
        lock.released = true;
      },
    };
    window.letGoOfTheScreen = () => void lock.release();
    return lock;
  };
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
}

test("a paper that does not come gives way to what was touched last", async ({ browser, office }) => {
  const { server } = office;
  const official = await office.activate(browser, PEOPLE.official);
  const { id } = await office.meeting(official);
  const table = await Room.enter(official, server.url, id);
  await table.isPainted(REPORT[0]!);
  const papers = official.getByRole("list", { name: "Chương trình" });
  const touch = (title: string) => papers.getByRole("button", { name: title }).click();
  const words = official.locator(".desk-holder .words-only[lang=vi]");
  await expect(words).toContainText("Trang 1");

  await test.step("what failed leaves the page that was there one touch away, and can be tried again", async () => {
    await official.route(/\/versions\/[^/]+$/u, (route) => route.fulfill({ status: 500, body: "" }));
    const again = official.getByRole("button", { name: "Thử lại" });
    await touch("Ban ve");
    await expect(again).toBeVisible();
    await touch("Bao cao");
    await expect(again).toBeHidden();
    await table.isPainted(REPORT[0]!);
    await touch("Ban ve");
    await expect(again).toBeVisible();
    await official.unrouteAll();
    await again.click();
    await table.isPainted(DRAWING[0]!);
    await expect(again).toBeHidden();
  });

  await test.step("a paper that comes late does not take the place of what was touched since", async () => {
    const held = hold();
    await official.route(/\/versions\/[^/]+$/u, async (route) => {
      await held.until;
      await route.continue();
    });
    const late = official.waitForResponse(/\/versions\/[^/]+$/u);
    await touch("Bao cao");
    await touch("Ban ve");
    held.letGo();
    await (await late).finished();
    await official.unrouteAll({ behavior: "wait" });
    await official.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await table.shows(1, DRAWING.length);
    await table.isPainted(DRAWING[0]!);
  });

  await test.step("nobody hears the words of a page that is no longer there", async () => {
    await expect(words).toContainText("Trang 1");
    const held = hold();
    await official.route(/\/text\/\d+$/u, async (route) => {
      await held.until;
      await route.continue();
    });
    await touch("Bao cao");
    await table.isPainted(REPORT[0]!);
    await expect(words).toBeEmpty();
    held.letGo();
    await expect(words).toContainText("Trang 1");
    await official.unrouteAll({ behavior: "wait" });
  });
  await official.context().close();
});
