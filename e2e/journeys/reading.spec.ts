// Reading: every way in which a page is turned, found and brought nearer, and what stands on the desk while the images
// of its pages are still on their way. A page is never white.
import type { Page } from "@playwright/test";
import { Fingers } from "../fixtures/fingers.ts";
import { addresses, countAddresses, countImages, Images, images } from "../fixtures/images.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, LONG as PAGES, Office, PEOPLE, REPORT } from "../fixtures/office.ts";
import { type Colour, pdf } from "../fixtures/pdf.ts";
import { Room } from "../fixtures/room.ts";
import { test } from "../fixtures/server.ts";
import { isSound } from "../fixtures/sound.ts";
import { Wire } from "../fixtures/wire.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
const LANDSCAPE = { width: 1194, height: 834 };
const PORTRAIT = { width: 834, height: 1194 };

test.setTimeout(240_000);

/** An office whose meeting has one paper with chapters, and an official who is about to read it. */
async function reader(browser: Parameters<Office["activate"]>[0], server: Parameters<typeof Office.fill>[0]): Promise<{ page: Page; id: string; office: Office }> {
  // The last page is a scan: it has no words.
  const lines = { [PAGES.length]: "" };
  const report = pdf(PAGES, { lines, chapters: { 1: "Mo dau", 3: "Phan mot", 6: "Phan hai" } });
  const office = await Office.fill(server, { "1. Bao cao.pdf": report });
  const page = await office.activate(browser, PEOPLE.official);
  return { page, id: (await office.meeting(page)).id, office };
}

test("pages are turned by finger, by key, by half pages, by number, by thumbnail and by chapter", async ({ browser, server }) => {
  const { page, id } = await reader(browser, server);
  await page.setViewportSize(PORTRAIT);
  const room = await Room.enter(page, server.url, id);
  const fingers = await Fingers.on(room.desk);
  const stands = async (number: number) => {
    await room.shows(number, PAGES.length);
    await room.isPainted(PAGES[number - 1]!);
  };
  await stands(1);

  await test.step("beside the first page lies nothing", async () => {
    // A sheet that holds no page has no size, and nothing in it has any.
    const strays = await page.locator(".sheet").evaluateAll((sheets) =>
      sheets
        .filter((sheet) => sheet.clientWidth === 0)
        .flatMap((sheet) => [...sheet.children])
        .filter((part) => part.getBoundingClientRect().width > 0)
        .map((part) => part.className),
    );
    expect(strays).toEqual([]);
  });

  await test.step("upright, a finger turns to the next page and back, and the ends hold", async () => {
    await fingers.drag([0, 0], [-260, 4]);
    await stands(2);
    await fingers.drag([0, 0], [260, -4]);
    await stands(1);
    await fingers.drag([0, 0], [260, 0]);
    await stands(1);
    await fingers.drag([0, 0], [-40, 0]);
    await stands(1);
  });

  await test.step("a touch at the edge turns, and one in the middle takes the bars away and brings them back", async () => {
    await fingers.tap([0.45, 0]);
    await stands(2);
    await fingers.tap([-0.45, 0]);
    await stands(1);
    const bar = page.locator(".room-bar");
    await fingers.tap([0, 0]);
    await expect(bar).not.toBeInViewport();
    await fingers.tap([0, 0]);
    await expect(bar).toBeInViewport();
  });

  await test.step("upright, keys turn whole pages", async () => {
    for (const [key, number] of [
      ["ArrowRight", 2],
      ["PageDown", 3],
      ["ArrowLeft", 2],
      ["PageUp", 1],
      ["End", PAGES.length],
      ["PageDown", PAGES.length],
      ["Home", 1],
      ["PageUp", 1],
    ] as const) {
      await room.desk.press(key);
      await stands(number);
    }
  });

  await test.step("upright, the largest letters leave the bar one row", async () => {
    const height = async () => (await page.locator(".room-bar").boundingBox())!.height;
    const letters = (size: string) => page.evaluate((name) => document.documentElement.setAttribute("data-text", name), size);
    await letters("larger");
    await expect.poll(height).toBeLessThanOrEqual(72);
    await letters("normal");
  });
  const arrow = (name: string) => page.getByRole("button", { name: say(name), exact: true });
  const [back, forward] = [arrow("viewer-back"), arrow("viewer-forward")];

  await test.step("at the ends the arrows say that nothing comes further", async () => {
    await expect(back).toHaveAttribute("aria-disabled", "true");
    await expect(forward).not.toHaveAttribute("aria-disabled");
    await room.desk.press("End");
    await stands(PAGES.length);
    await expect(forward).toHaveAttribute("aria-disabled", "true");
    await expect(back).not.toHaveAttribute("aria-disabled");
    await room.desk.press("Home");
    await stands(1);
  });

  await test.step("a screen reader finds a page's words beside it, and of a scan that it has none", async () => {
    const read = page.locator(".desk-holder .words-only[lang=vi]");
    await expect(read).toHaveText("Trang 1");
    await room.desk.press("End");
    await expect(read).toHaveText(say("viewer-scanned"));
    await room.desk.press("Home");
    await stands(1);
  });

  await test.step("a key of the browser's own turns nothing", async () => {
    await room.desk.press("Control+ArrowRight");
    await room.desk.press("Alt+ArrowDown");
    await stands(1);
  });

  await test.step("a remote control turns pages whatever was touched last, and none while somebody writes", async () => {
    const agenda = page.getByRole("button", { name: say("room-agenda"), exact: true });
    await agenda.focus();
    await page.keyboard.press("PageDown");
    await stands(2);
    await page.keyboard.press("PageUp");
    await stands(1);
    // The other keys are the button's own.
    await page.keyboard.press("ArrowRight");
    await stands(1);
    await page.getByRole("button", { name: say("find"), exact: true }).click();
    await page.getByRole("searchbox").press("PageDown");
    await stands(1);
    await page.keyboard.press("Escape");
  });

  await test.step("lying, a page is turned by halves, with the line where one had stopped", async () => {
    await page.setViewportSize(LANDSCAPE);
    await stands(1);
    const top = await rests(room, 1);
    await room.desk.press("PageDown");
    await expect.poll(async () => (await place(room, 1)).y).toBeLessThan(top.y - 100);
    await stands(1);
    // The upper half of the first page comes before its lower one.
    await expect(back).not.toHaveAttribute("aria-disabled");
    const half = await rests(room, 1);
    const line = (await room.desk.locator('[data-page="1"] .sheet-line').boundingBox())!;
    const desk = (await room.desk.boundingBox())!;
    // What stood at the foot of the desk stands in its upper part now.
    expect(line.y).toBeGreaterThan(desk.y);
    expect(line.y).toBeLessThan(desk.y + desk.height);
    expect(line.y - half.y).toBeCloseTo(desk.y + desk.height - top.y, -1);
    await room.desk.press("PageDown");
    await stands(2);
    await expect.poll(async () => (await place(room, 2)).y).toBeCloseTo(top.y, 0);
    await room.desk.press("PageUp");
    await stands(1);
    await expect.poll(async () => (await place(room, 1)).y).toBeCloseTo(half.y, 0);
    await room.desk.press("PageUp");
    await expect.poll(async () => (await place(room, 1)).y).toBeCloseTo(top.y, 0);
    await stands(1);
  });

  await test.step("lying, a finger draws the page up, and a swipe turns it", async () => {
    const top = await place(room, 1);
    await fingers.drag([0, 100], [0, -100]);
    await expect.poll(async () => (await place(room, 1)).y).toBeLessThan(top.y - 150);
    await stands(1);
    await fingers.drag([210, 0], [-210, 0]);
    await stands(2);
    await room.desk.press("Home");
    await stands(1);
  });

  await test.step("a chapter of the outline leads to its page", async () => {
    await room.goTo(4);
    await stands(4);
    await page.getByRole("button", { name: say("viewer-outline"), exact: true }).click();
    const outline = page.getByRole("dialog", { name: say("viewer-outline") });
    await expect(outline.getByRole("listitem")).toHaveText([/Mo dau\s*1/u, /Phan mot\s*3/u, /Phan hai\s*6/u]);
    await expect(outline.locator("[aria-current]"), "the chapter in which page 4 lies").toHaveText(/Phan mot/u);
    await isSound(page, "the outline");
    await outline.getByRole("button", { name: "Phan hai" }).click();
    await expect(outline).toBeHidden();
    await stands(6);
  });

  await test.step("a phrase leads to its page and is marked there, also when the tablet is held the other way", async () => {
    await page.getByRole("button", { name: say("find"), exact: true }).click();
    const sheet = page.getByRole("dialog", { name: say("find") });
    await sheet.getByRole("searchbox").fill("trang 5");
    await expect(sheet.getByRole("listitem").locator("mark")).toHaveText(/^trang 5$/iu);
    await isSound(page, "what was found");
    await sheet.getByRole("listitem").getByRole("button").click();
    await expect(sheet).toBeHidden();
    await stands(5);
    const mark = room.desk.locator('[data-page="5"] .sheet-wet > canvas');
    const before = page.viewportSize()!;
    for (const size of [before, before.width > before.height ? PORTRAIT : LANDSCAPE, before]) {
      await page.setViewportSize(size);
      await stands(5);
      await expect(async () => expect(await mark.boundingBox()).toEqual(await place(room, 5))).toPass();
    }
    await room.desk.press("Home");
    await expect(room.desk.locator(".sheet-wet")).toHaveCount(0);
  });

  await test.step("a number leads to its page, and one that the paper does not have says what it has", async () => {
    await page.getByRole("button", { name: /Chọn trang khác$/u }).click();
    const sheet = page.getByRole("dialog", { name: say("viewer-pages") });
    const number = sheet.getByLabel(/^Số trang/u);
    await sheet.getByRole("listitem").last().scrollIntoViewIfNeeded();
    // However far the list has been moved, the field stays.
    await expect(number).toBeInViewport();
    await number.fill(String(PAGES.length + 1));
    await number.press("Enter");
    await isSound(page, "the pages");
    await expect(sheet.getByRole("alert")).toHaveText(`Tài liệu có ${PAGES.length} trang. Hãy gõ số từ 1 đến ${PAGES.length}.`);
    await number.fill("7");
    await expect(sheet.getByRole("alert")).toBeHidden();
    await number.press("Enter");
    await expect(sheet).toBeHidden();
    await stands(7);
  });

  await test.step("the thumbnails show every page as it is, and lead there", async () => {
    await page.getByRole("button", { name: /Chọn trang khác$/u }).click();
    const sheet = page.getByRole("dialog", { name: say("viewer-pages") });
    const thumbnails = sheet.getByRole("listitem").getByRole("button");
    await expect(thumbnails).toHaveCount(PAGES.length);
    await expect(thumbnails.nth(6)).toHaveAttribute("aria-current", "page");
    for (const [index, colour] of PAGES.entries()) {
      await thumbnails.nth(index).scrollIntoViewIfNeeded();
      const image = thumbnails.nth(index).locator("img");
      await expect.poll(() => middle(image)).toEqual(colour.map((part) => expect.closeTo(part, -1.3)));
    }
    await thumbnails.nth(3).click();
    await expect(sheet).toBeHidden();
    await stands(4);
  });

  await test.step("two fingers bring the page nearer, one moves it, and tiles make it sharp", async () => {
    const before = await rests(room, 4);
    await fingers.pinch(60, 240);
    await expect.poll(async () => (await place(room, 4)).width).toBeGreaterThan(before.width * 3);
    const near = await rests(room, 4);
    await sharp(room, PAGES[3]!);
    await fingers.drag([120, 90], [-120, -90]);
    await expect.poll(async () => (await place(room, 4)).x).toBeLessThan(near.x - 100);
    expect((await place(room, 4)).width).toBeCloseTo(near.width, 0);
    await sharp(room, PAGES[3]!);
    // A finger that moves a page which is near turns none.
    await stands(4);
    await fingers.pinch(240, 60);
    await expect.poll(async () => (await place(room, 4)).width).toBeCloseTo(before.width, 0);
    await expect(room.desk.locator(".sheet-tiles > img")).toHaveCount(0);
  });

  await test.step("a page that is brought a little nearer is as sharp as the screen, and so is its image at once", async () => {
    const before = await rests(room, 4);
    await fingers.pinch(100, 200);
    await expect.poll(async () => (await place(room, 4)).width).toBeGreaterThan(before.width * 1.8);
    await sharp(room, PAGES[3]!);
    await expect(room.desk.locator(".sheet-tiles > img")).toHaveCount(0);
    await fingers.pinch(200, 100);
    await expect.poll(async () => (await place(room, 4)).width).toBeCloseTo(before.width, 0);
  });

  await test.step("a screen of twice as many pixels shows them, however near the page is", async () => {
    const screen = await page.context().newCDPSession(page);
    await screen.send("Emulation.setDeviceMetricsOverride", { ...PORTRAIT, deviceScaleFactor: 2, mobile: false });
    await stands(4);
    const before = await rests(room, 4);
    for (const step of [1.25, 1.6]) {
      await fingers.pinch(100, 100 * step);
      await sharp(room, PAGES[3]!);
    }
    await expect.poll(async () => (await place(room, 4)).width).toBeGreaterThan(before.width * 1.9);
    await fingers.pinch(240, 60);
    await screen.send("Emulation.clearDeviceMetricsOverride");
    await page.setViewportSize(LANDSCAPE);
    await stands(4);
  });

  await test.step("keys bring it nearer as well", async () => {
    const before = await rests(room, 4);
    for (let times = 0; times < 6; times += 1) await room.desk.press("+");
    await expect.poll(async () => (await place(room, 4)).width).toBeGreaterThan(before.width * 3);
    await sharp(room, PAGES[3]!);
    for (let times = 0; times < 6; times += 1) await room.desk.press("-");
    await expect.poll(async () => (await place(room, 4)).width).toBeCloseTo(before.width, 0);
  });

  await test.step("the wheel moves the page and turns it at its ends, with Ctrl it brings it nearer, and the mouse moves it then", async () => {
    const { mouse, keyboard } = page;
    const top = await rests(room, 4);
    const desk = (await room.desk.boundingBox())!;
    const [x, y] = [desk.x + desk.width / 2, desk.y + desk.height / 2];
    await mouse.move(x, y);
    await mouse.wheel(0, 200);
    await expect.poll(async () => (await place(room, 4)).y).toBeCloseTo(top.y - 200, 0);
    await mouse.wheel(0, 3_000);
    await mouse.wheel(0, 60);
    await stands(5);
    await expect.poll(async () => (await place(room, 5)).y).toBeCloseTo(top.y, 0);
    await mouse.wheel(0, -60);
    await stands(4);
    await expect.poll(async () => (await place(room, 4)).y).toBeLessThan(top.y - 200);
    await mouse.wheel(0, -3_000);
    await expect.poll(async () => (await place(room, 4)).y).toBeCloseTo(top.y, 0);
    const turnWithCtrl = async (way: number) => {
      await keyboard.down("Control");
      await mouse.wheel(0, way);
      await keyboard.up("Control");
    };
    await turnWithCtrl(-250);
    await expect.poll(async () => (await place(room, 4)).width).toBeGreaterThan(top.width * 2);
    const near = await rests(room, 4);
    await mouse.down();
    await mouse.move(x - 150, y - 100, { steps: 6 });
    await mouse.up();
    await expect.poll(async () => (await place(room, 4)).x).toBeLessThan(near.x - 100);
    const moved = await rests(room, 4);
    expect(moved.y).toBeLessThan(near.y - 60);
    expect(moved.width).toBeCloseTo(near.width, 0);
    await stands(4);
    await turnWithCtrl(1_000);
    await expect.poll(async () => (await place(room, 4)).width).toBeCloseTo(top.width, 0);
    await mouse.wheel(0, -3_000);
    await expect.poll(async () => (await place(room, 4)).y).toBeCloseTo(top.y, 0);
  });

  await test.step("how near it is stands there with the way back, and goes with it", async () => {
    const before = await rests(room, 4);
    const fit = page.getByRole("button", { name: /^Đang phóng to \d+% · Về 100%$/u });
    await expect(fit).toBeHidden();
    for (const back of [() => fit.click(), () => room.desk.press("0")]) {
      for (let times = 0; times < 3; times += 1) await room.desk.press("+");
      await expect(fit).toHaveText("Đang phóng to 195% · Về 100%");
      await back();
      await expect.poll(async () => (await place(room, 4)).width).toBeCloseTo(before.width, 0);
      await expect(fit).toBeHidden();
      await stands(4);
    }
  });

  await test.step("a pen bar that comes below a page which is near leaves it where it is", async () => {
    for (let times = 0; times < 3; times += 1) await room.desk.press("+");
    const near = await rests(room, 4);
    const desk = (await room.desk.boundingBox())!;
    await room.takePen();
    const bar = (await page.getByRole("toolbar", { name: say("ink-bar") }).boundingBox())!;
    await expect.poll(async () => (await room.desk.boundingBox())!.height).toBeLessThan(desk.height);
    const less = (await room.desk.boundingBox())!;
    expect(less.y + less.height).toBeLessThanOrEqual(bar.y);
    await expect.poll(() => place(room, 4)).toEqual(near);
    await page.getByRole("button", { name: "Bút", exact: true }).click();
    await room.desk.press("0");
    await stands(4);
  });

  await page.context().close();
});

test("a page whose image is late is never white: its number stands there, then the coarse image, then the sharp one", async ({ browser, server }) => {
  const { page, id } = await reader(browser, server);
  const way = await Images.between(page);
  way.holds = "all";
  const room = await Room.enter(page, server.url, id);
  await room.shows(1, PAGES.length);
  const number = (at: number) => room.desk.locator(`[data-page="${at}"] .sheet-number`);

  await test.step("while nothing is there the page says which it is, and that it is on its way", async () => {
    await expect.poll(() => way.held).toBeGreaterThan(0);
    await expect(number(1)).toHaveText("Trang 1. Đang tải.");
    await room.isNotWhite();
  });

  await test.step("turned to, the next one does as well", async () => {
    await room.desk.press("End");
    await room.shows(PAGES.length, PAGES.length);
    await expect(number(PAGES.length)).toHaveText(`Trang ${PAGES.length}. Đang tải.`);
    await room.isNotWhite();
    await room.desk.press("Home");
    await room.shows(1, PAGES.length);
  });

  await test.step("the coarse image takes the number's place, and the sharp one the coarse one's", async () => {
    way.holds = "sharp";
    const coarse = room.desk.locator('[data-page="1"] .sheet-coarse');
    await expect(coarse).toBeVisible();
    await expect.poll(() => middle(coarse)).toEqual(REPORT[0]!.map((part) => expect.closeTo(part, -1.3)));
    await expect(room.desk.locator("img.sheet-page")).toHaveCount(0);
    await room.isNotWhite();
    way.holds = "nothing";
    await room.isPainted(REPORT[0]!);
    await expect(coarse).toBeHidden();
  });

  await test.step("a page that was never asked for shows its coarse image as soon as it is turned to", async () => {
    way.holds = "sharp";
    await room.goTo(7);
    const coarse = room.desk.locator('[data-page="7"] .sheet-coarse');
    await expect(coarse).toBeVisible();
    await room.isNotWhite();
    way.holds = "nothing";
    await room.isPainted(PAGES[6]!);
  });

  await test.step("without a connection a page that is not there says so, and comes with the connection", async () => {
    await server.kill();
    await expect(page.getByText(say("connection-lost"))).toBeVisible();
    await room.desk.press("Home");
    await room.isPainted(PAGES[0]!);
    // What the strip hides above is not what one had read last: that stands below it after turning.
    await room.desk.press("PageDown");
    await expect(async () => {
      const line = (await room.desk.locator('[data-page="1"] .sheet-line').boundingBox())!;
      const strip = (await page.getByText(say("connection-lost")).boundingBox())!;
      expect(line.y).toBeGreaterThan(strip.y + strip.height + 40);
    }).toPass();
    for (let times = 0; times < 7; times += 1) await room.desk.press("PageDown");
    await room.shows(5, PAGES.length);
    await room.isNotWhite();
    await expect(number(5)).toHaveText("Trang 5 chưa có trên máy. Sẽ hiện khi có mạng.");
    await server.run();
    await expect(page.getByText(say("connection-lost"))).toBeHidden();
    await room.isPainted(PAGES[4]!);
  });

  await test.step("a page that the server cannot read says so, and can be asked for again", async () => {
    way.refuses.set(5, "page_unreadable");
    await page.reload();
    await room.isPainted(PAGES[0]!);
    await room.goTo(5);
    await expect(page.getByText(say("viewer-page-unreadable"))).toBeVisible();
    await room.desk.press("Home");
    await expect(page.getByText(say("viewer-page-unreadable"))).toBeHidden();
    await room.goTo(5);
    await expect(page.getByText(say("viewer-page-unreadable"))).toBeVisible();
    way.refuses.clear();
    await page.getByRole("button", { name: say("retry") }).click();
    await room.isPainted(PAGES[4]!);
    await expect(page.getByText(say("viewer-page-unreadable"))).toBeHidden();
  });

  await test.step("one that comes too late for a busy server comes by itself", async () => {
    way.refuses.set(PAGES.length, "too_many_attempts");
    await room.desk.press("End");
    await expect(page.getByText(say("viewer-server-busy"))).toBeVisible();
    way.refuses.clear();
    await room.isPainted(PAGES.at(-1)!);
  });

  await page.context().close();
});

test("pages that were read stay as sharp without a connection, and are asked for once", async ({ browser, server }) => {
  const colours = Array.from({ length: 20 }, (_, at): Colour => [40 + 10 * at, 230 - 10 * at, at % 2 === 0 ? 90 : 190]);
  const office = await Office.fill(server, { "1. Bao cao.pdf": pdf(colours) });
  const page = await office.activate(browser, PEOPLE.official);
  // A tablet of thirteen inches, upright, has the pixels for the sharpest images of whole pages, of which few are held
  // decoded.
  const screen = await page.context().newCDPSession(page);
  const pixels = async (deviceScaleFactor: number) =>
    screen.send("Emulation.setDeviceMetricsOverride", { width: 1024, height: 1366, deviceScaleFactor, mobile: false });
  await pixels(2);
  const wire = Wire.of(page);
  const room = await Room.enter(page, server.url, (await office.meeting(page)).id);
  const stands = async (number: number) => {
    await room.shows(number, colours.length);
    await room.isPainted(colours[number - 1]!);
    const image = room.desk.locator(`[data-page="${number}"] img.sheet-page`);
    await expect.poll(() => image.evaluate((shown: HTMLImageElement) => shown.naturalHeight), { message: `page ${number}` }).toBe(2800);
  };
  const asked = () => wire.connections.flatMap((one) => [...one.asked.values()]).filter((image) => image.long_edge > 256).length;

  await test.step("page after page is read", async () => {
    for (const number of colours.keys()) {
      if (number > 0) await room.desk.press("PageDown");
      await stands(number + 1);
    }
  });

  await test.step("turned back to, none is asked for again", async () => {
    const before = asked();
    expect(before).toBeGreaterThanOrEqual(colours.length);
    for (const number of [1, 9, 20]) {
      await room.goTo(number);
      await stands(number);
    }
    expect(asked()).toBe(before);
  });

  await test.step("without a connection all of them are there, from the first on", async () => {
    await server.kill();
    await expect(page.getByText(say("connection-lost"))).toBeVisible();
    await room.desk.press("Home");
    for (const number of colours.keys()) {
      if (number > 0) await room.desk.press("PageDown");
      await stands(number + 1);
    }
  });

  await test.step("also on a screen that would have asked for others", async () => {
    await pixels(1);
    await room.goTo(7);
    await stands(7);
  });

  await page.context().close();
});

test("what arrives of a paper after it was taken away is kept nowhere", async ({ browser, server }) => {
  const { page, id, office } = await reader(browser, server);
  const chair = await office.activate(browser, PEOPLE.chair);
  await page.addInitScript(countAddresses);
  await page.addInitScript(countImages);
  const way = await Images.between(page);
  way.holds = "all";
  const room = await Room.enter(page, server.url, id);
  await room.shows(1, PAGES.length);
  await expect.poll(() => way.held).toBeGreaterThan(0);

  const meeting = await Meeting.of(office, chair);
  await meeting.command(chair, { do: "remove_document", document: (await meeting.paper(PAGES.length)).id });
  await expect(page.getByText(say("room-no-papers"))).toBeVisible();

  way.holds = "nothing";
  // What the server says afterwards comes behind the images.
  await meeting.command(chair, { do: "postpone_item", item: (await meeting.items())[0]!.id });
  await expect(page.getByRole("list", { name: say("room-agenda") }).getByText(say("item-postponed"))).toBeVisible();
  expect(way.held).toBe(0);
  await expect.poll(() => addresses(page), { message: "images of pages" }).toBe(0);
  await expect.poll(() => images(page), { message: "images of pages" }).toBe(0);
  for (const tablet of [page, chair]) await tablet.context().close();
});

/** Where a page that is on the desk lies on the screen. */
async function place(room: Room, page: number): Promise<{ x: number; y: number; width: number; height: number }> {
  return (await room.desk.locator(`.sheet[data-page="${page}"]:not([hidden])`).boundingBox())!;
}

/** The same, once it lies still: a window has its new size before the desk is laid out in it. */
async function rests(room: Room, page: number): Promise<{ x: number; y: number; width: number; height: number }> {
  let last = { x: 0, y: 0, width: 0, height: 0 };
  const lies = async () => {
    const [before, now] = [last, await place(room, page)];
    last = now;
    return JSON.stringify(now) === JSON.stringify(before);
  };
  await expect.poll(lies, { intervals: [100] }).toBe(true);
  return last;
}

/** Red, green and blue in the middle of an image. */
async function middle(image: ReturnType<Page["locator"]>): Promise<number[]> {
  return image.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
    const pixel = new OffscreenCanvas(1, 1).getContext("2d")!;
    pixel.drawImage(element, element.naturalWidth / 2, element.naturalHeight / 2, 1, 1, 0, 0, 1, 1);
    return Array.from(pixel.getImageData(0, 0, 1, 1).data).slice(0, 3);
  });
}

/** Images that have at least as many pixels as the screen cover the whole of the page that is shown, in its colour. */
async function sharp(room: Room, colour: Colour): Promise<void> {
  const points = async () =>
    room.desk.evaluate((desk) => {
      const box = desk.getBoundingClientRect();
      const seen = [];
      for (const across of [0.15, 0.5, 0.85]) {
        for (const down of [0.15, 0.5, 0.85]) {
          const [x, y] = [box.x + box.width * across, box.y + box.height * down];
          const images = [".sheet-tiles:not([hidden]) > img", ".near img.sheet-page"].flatMap((kind) => [...desk.querySelectorAll<HTMLImageElement>(kind)]);
          const tile = images.find((image) => {
            const lies = image.getBoundingClientRect();
            return x >= lies.left && x <= lies.right && y >= lies.top && y <= lies.bottom;
          });
          if (!tile) return [];
          const lies = tile.getBoundingClientRect();
          const pixel = new OffscreenCanvas(1, 1).getContext("2d")!;
          pixel.drawImage(tile, 1, 1, 1, 1, 0, 0, 1, 1);
          const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
          seen.push({ isSharp: tile.naturalWidth >= lies.width * devicePixelRatio * 0.93, colour: [red, green, blue] });
        }
      }
      return seen;
    });
  const whole = { isSharp: true, colour: colour.map((part) => expect.closeTo(part, -1.3)) };
  await expect.poll(points, { message: "images that cover what is shown" }).toEqual(Array.from({ length: 9 }, () => whole));
}
