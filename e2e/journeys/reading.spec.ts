// Reading: every way in which a page is turned, found and brought nearer, and what stands on the desk while the images
// of its pages are still on their way. A page is never white.
import type { Page } from "@playwright/test";
import { Fingers } from "../fixtures/fingers.ts";
import { addresses, countAddresses, Images } from "../fixtures/images.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, LONG as PAGES, Office, PEOPLE, REPORT } from "../fixtures/office.ts";
import { type Colour, pdf } from "../fixtures/pdf.ts";
import { Room } from "../fixtures/room.ts";
import { test } from "../fixtures/server.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
const LANDSCAPE = { width: 1194, height: 834 };
const PORTRAIT = { width: 834, height: 1194 };

test.setTimeout(240_000);

/** An office whose meeting has one paper with chapters, and an official who is about to read it. */
async function reader(browser: Parameters<Office["activate"]>[0], server: Parameters<typeof Office.fill>[0]): Promise<{ page: Page; id: string; office: Office }> {
  const report = pdf(PAGES, { chapters: { 1: "Mo dau", 3: "Phan mot", 6: "Phan hai" } });
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

  await test.step("a key of the browser's own turns nothing", async () => {
    await room.desk.press("Control+ArrowRight");
    await room.desk.press("Alt+ArrowDown");
    await stands(1);
  });

  await test.step("lying, a page is turned by halves, with the line where one had stopped", async () => {
    await page.setViewportSize(LANDSCAPE);
    await stands(1);
    const top = await place(room, 1);
    await room.desk.press("PageDown");
    await expect.poll(async () => (await place(room, 1)).y).toBeLessThan(top.y - 100);
    await stands(1);
    const half = await place(room, 1);
    const line = (await room.desk.locator('[data-page="1"] .sheet-line').boundingBox())!;
    const desk = (await room.desk.boundingBox())!;
    // What stood at the foot of the desk stands in its upper part now.
    expect(line.y).toBeGreaterThan(desk.y);
    expect(line.y).toBeLessThan(desk.y + desk.height);
    expect(line.y - half.y).toBeCloseTo(desk.y + desk.height - top.y, -1);
    await room.desk.press("PageDown");
    await stands(2);
    expect((await place(room, 2)).y).toBeCloseTo(top.y, 0);
    await room.desk.press("PageUp");
    await stands(1);
    expect((await place(room, 1)).y).toBeCloseTo(half.y, 0);
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
    await page.getByRole("button", { name: say("viewer-outline"), exact: true }).click();
    const outline = page.getByRole("dialog", { name: say("viewer-outline") });
    await expect(outline.getByRole("listitem")).toHaveText([/Mo dau\s*1/u, /Phan mot\s*3/u, /Phan hai\s*6/u]);
    await outline.getByRole("button", { name: "Phan hai" }).click();
    await expect(outline).toBeHidden();
    await stands(6);
  });

  await test.step("a phrase leads to its page and is marked there, also when the tablet is held the other way", async () => {
    await page.getByRole("button", { name: say("find"), exact: true }).click();
    const sheet = page.getByRole("dialog", { name: say("find") });
    await sheet.getByRole("searchbox").fill("trang 5");
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
    const before = await place(room, 4);
    await fingers.pinch(60, 240);
    await expect.poll(async () => (await place(room, 4)).width).toBeGreaterThan(before.width * 3);
    const near = await place(room, 4);
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
    const before = await place(room, 4);
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
    const before = await place(room, 4);
    for (const step of [1.25, 1.6]) {
      await fingers.pinch(100, 100 * step);
      await sharp(room, PAGES[3]!);
    }
    expect((await place(room, 4)).width).toBeGreaterThan(before.width * 1.9);
    await fingers.pinch(240, 60);
    await screen.send("Emulation.clearDeviceMetricsOverride");
    await page.setViewportSize(LANDSCAPE);
    await stands(4);
  });

  await test.step("keys bring it nearer as well", async () => {
    const before = await place(room, 4);
    for (let times = 0; times < 6; times += 1) await room.desk.press("+");
    await expect.poll(async () => (await place(room, 4)).width).toBeGreaterThan(before.width * 3);
    await sharp(room, PAGES[3]!);
    for (let times = 0; times < 6; times += 1) await room.desk.press("-");
    await expect.poll(async () => (await place(room, 4)).width).toBeCloseTo(before.width, 0);
  });

  await test.step("how near it is stands there with the way back, and goes with it", async () => {
    const before = await place(room, 4);
    const fit = page.getByRole("button", { name: /^\d+% · Vừa trang$/u });
    await expect(fit).toBeHidden();
    for (const back of [() => fit.click(), () => room.desk.press("0")]) {
      for (let times = 0; times < 3; times += 1) await room.desk.press("+");
      await expect(fit).toHaveText("195% · Vừa trang");
      await back();
      await expect.poll(async () => (await place(room, 4)).width).toBeCloseTo(before.width, 0);
      await expect(fit).toBeHidden();
      await stands(4);
    }
  });

  await test.step("a pen bar that comes below a page which is near leaves it where it is", async () => {
    for (let times = 0; times < 3; times += 1) await room.desk.press("+");
    const near = await place(room, 4);
    const desk = (await room.desk.boundingBox())!;
    await room.takePen();
    const bar = (await page.getByRole("toolbar", { name: say("ink-bar") }).boundingBox())!;
    await expect.poll(async () => (await room.desk.boundingBox())!.height).toBeLessThan(desk.height);
    const less = (await room.desk.boundingBox())!;
    expect(less.y + less.height).toBeLessThanOrEqual(bar.y);
    expect(await place(room, 4)).toEqual(near);
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
    const line = (await room.desk.locator('[data-page="1"] .sheet-line').boundingBox())!;
    const strip = (await page.getByText(say("connection-lost")).boundingBox())!;
    expect(line.y).toBeGreaterThan(strip.y + strip.height + 40);
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

test("what arrives of a paper after it was taken away is kept nowhere", async ({ browser, server }) => {
  const { page, id, office } = await reader(browser, server);
  const chair = await office.activate(browser, PEOPLE.chair);
  await page.addInitScript(countAddresses);
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
  expect(await addresses(page)).toBe(0);
  for (const tablet of [page, chair]) await tablet.context().close();
});

/** Where a page that is on the desk lies on the screen. */
async function place(room: Room, page: number): Promise<{ x: number; y: number; width: number; height: number }> {
  return (await room.desk.locator(`.sheet[data-page="${page}"]:not([hidden])`).boundingBox())!;
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
