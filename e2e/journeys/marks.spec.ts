// What hands leave on a page: strokes and highlights that are erased, undone and redone, and that others see exactly as
// long as they are shared with them.
import type { Page } from "@playwright/test";
import { PNG } from "pngjs";
import { expect, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";
import { isSoundEitherWay } from "../fixtures/sound.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");

test.setTimeout(240_000);

test("strokes and highlights are drawn, erased, undone and redone", async ({ browser, office }) => {
  const official = await office.activate(browser, PEOPLE.official);
  const { id } = await office.meeting(official);
  const room = await Room.enter(official, office.server.url, id);
  await room.isPainted(REPORT[0]!);
  await room.takePen();
  const bar = official.getByRole("toolbar", { name: say("ink-bar") });
  const tool = (key: string) => bar.getByRole("button", { name: say(key), exact: true });
  const [undo, redo] = [tool("undo"), tool("ink-redo")];

  await test.step("before anything is drawn there is nothing to take back", async () => {
    await expect(undo).toHaveAttribute("aria-disabled", "true");
    await expect(redo).toHaveAttribute("aria-disabled", "true");
    expect(await room.inked()).toBe(0);
  });

  await test.step("a highlighter that is drawn over words marks exactly them", async () => {
    await tool("ink-highlighter").click();
    const from = await onPage(room, 40, 730);
    const to = await onPage(room, 300, 730);
    // The words are asked for once the page has been read for a moment; until then a bare strip would be marked.
    await expect(official.locator(".desk-holder .words-only[lang=vi]")).toContainText("Trang 1");
    await official.mouse.move(from.x, from.y);
    await official.mouse.down();
    await official.mouse.move(to.x, to.y, { steps: 8 });
    await official.mouse.up();
    await expect.poll(() => room.inked()).toBeGreaterThan(500);
    // "Trang 1" in 36 points is some 120 points wide, and nothing beside it is marked.
    const sheet = await onPage(room, 595, 0);
    const left = await onPage(room, 0, 0);
    const points = ((await room.inkWidth()) / (sheet.x - left.x)) * 595;
    expect(points).toBeGreaterThan(90);
    expect(points).toBeLessThan(160);
    await notesSay(official, ["“Trang 1”"]);
  });
  const highlighted = await room.inked();

  await test.step("a stroke is drawn, and an eraser takes it whole where it touches it", async () => {
    await tool("ink-pen-red").click();
    await room.draw(60);
    await expect.poll(() => room.inked()).toBeGreaterThan(highlighted + 100);
    await notesSay(official, ["“Trang 1”", say("notes-ink")]);
    await tool("ink-eraser").click();
    await rub(room, 60);
    await expect.poll(() => room.inked()).toBe(highlighted);
  });

  await test.step("an eraser on the bare page erases nothing", async () => {
    await rub(room, 160);
    expect(await room.inked()).toBe(highlighted);
  });

  await test.step("undo brings back what was erased, then takes back what was drawn; redo goes the same way again", async () => {
    await undo.click();
    await expect.poll(() => room.inked()).toBeGreaterThan(highlighted + 100);
    const both = await room.inked();
    await undo.click();
    await expect.poll(() => room.inked()).toBe(highlighted);
    await undo.click();
    await expect.poll(() => room.inked()).toBe(0);
    await expect(undo).toHaveAttribute("aria-disabled", "true");
    for (const left of [highlighted, both, highlighted]) {
      await redo.click();
      await expect.poll(() => room.inked()).toBe(left);
    }
    await expect(redo).toHaveAttribute("aria-disabled", "true");
    await notesSay(official, ["“Trang 1”"]);
  });

  await test.step("on a page that was brought nearer, ink is as sharp as the screen, while it is drawn and after", async () => {
    for (let times = 0; times < 10; times += 1) await room.desk.press("+");
    await expect(official.locator(".sheet-near-ink:not([hidden])")).toHaveCount(1);
    await tool("ink-pen-black").click();
    const box = (await room.desk.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await official.mouse.move(x - 100, y);
    await official.mouse.down();
    await official.mouse.move(x + 100, y, { steps: 8 });
    await expect.poll(() => softness(official, x, y), { message: "of what is being drawn" }).toBeLessThanOrEqual(2);
    await official.mouse.up();
    await expect(official.locator(".sheet-wet")).toHaveCount(0);
    await expect.poll(() => softness(official, x, y), { message: "of what was drawn" }).toBeLessThanOrEqual(2);
    // Moved a little, what was out of sight is as sharp; gone back from, the whole page is one layer again.
    await room.desk.press("ArrowDown");
    for (let times = 0; times < 10; times += 1) await room.desk.press("-");
    await expect(official.locator(".sheet-near-ink:not([hidden])")).toHaveCount(0);
    await expect.poll(() => room.inked()).toBeGreaterThan(highlighted + 20);
    await undo.click();
    await expect.poll(() => room.inked()).toBe(highlighted);
  });

  await test.step("what is drawn anew leaves nothing to redo, and all of it is there after a reload", async () => {
    await undo.click();
    await expect(redo).not.toHaveAttribute("aria-disabled");
    await tool("ink-pen-black").click();
    await room.draw(120);
    await expect(redo).toHaveAttribute("aria-disabled", "true");
    const all = await room.inked();
    await official.reload();
    await room.isPainted(REPORT[0]!);
    await expect.poll(() => room.inked()).toBe(all);
    await notesSay(official, ["“Trang 1”", say("notes-ink"), say("notes-ink")]);
    await isSoundEitherWay(official, "the room with its notes");
  });

  await official.context().close();
});

test("a shared stroke is on the others' pages at once, and off them when it is withdrawn", async ({ browser, office }) => {
  const { server } = office;
  const official = await office.activate(browser, PEOPLE.official);
  const chair = await office.activate(browser, PEOPLE.chair);
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const { id } = await office.meeting(official);
  const mine = await Room.enter(official, server.url, id);
  const theirs = await Room.enter(chair, server.url, id);
  await secretary.goto(`${server.url}/meetings/${id}`);
  await secretary.getByRole("button", { name: say("record-read"), exact: true }).click();
  const secretarys = Room.of(secretary);
  for (const room of [mine, theirs, secretarys]) await room.isPainted(REPORT[0]!);
  await mine.takePen();
  const bar = official.getByRole("toolbar", { name: say("ink-bar") });
  const tool = (key: string) => bar.getByRole("button", { name: say(key), exact: true });

  await test.step("one's own stroke is on no other page", async () => {
    await mine.draw(-60);
    await expect.poll(() => mine.inked()).toBeGreaterThan(100);
  });
  const own = await mine.inked();

  await test.step("what the secretary alone shall see, the secretary alone sees", async () => {
    await mine.letSee("Chỉ mình tôi", "Gửi thư ký");
    await mine.draw(0);
    await expect.poll(() => secretarys.inked()).toBeGreaterThan(100);
    expect(await theirs.inked()).toBe(0);
  });
  const withSecretary = await secretarys.inked();

  await test.step("what all shall see lies on all pages, as long and as broad", async () => {
    await mine.letSee("Gửi thư ký", "Cả cuộc họp");
    await mine.draw(60);
    await expect.poll(() => theirs.inked()).toBeGreaterThan(100);
    await expect.poll(() => secretarys.inked()).toBeGreaterThan(withSecretary + 100);
    const lengths = await Promise.all([mine, theirs, secretarys].map((room) => room.inkWidth()));
    for (const length of lengths) expect(length).toBeCloseTo(lengths[0]!, -1);
    await expect(bar.getByText("2 đang chia sẻ")).toBeVisible();
  });
  const shared = await theirs.inked();

  await test.step("erased by its author it is gone everywhere, and undone it is back", async () => {
    await tool("ink-eraser").click();
    await rub(mine, 60);
    await expect.poll(() => theirs.inked()).toBe(0);
    await expect.poll(() => secretarys.inked()).toBe(withSecretary);
    await tool("undo").click();
    await expect.poll(() => theirs.inked()).toBe(shared);
  });

  await test.step("another's stroke is not erased by whoever sees it", async () => {
    await theirs.takePen();
    await chair.getByRole("toolbar", { name: say("ink-bar") }).getByRole("button", { name: say("ink-eraser"), exact: true }).click();
    await rub(theirs, 60);
    expect(await theirs.inked()).toBe(shared);
  });

  await test.step("withdrawn it stays with its author alone", async () => {
    const all = await mine.inked();
    await notes(official, async (list) => {
      const row = list.getByRole("listitem").filter({ hasText: say("notes-meeting-sees") });
      await row.getByRole("button", { name: say("notes-stop-sharing"), exact: true }).click();
      await expect(row).toHaveCount(0);
    });
    await expect.poll(() => theirs.inked()).toBe(0);
    await expect.poll(() => secretarys.inked()).toBe(withSecretary);
    await expect.poll(() => mine.inked()).toBe(all);
    expect(all).toBeGreaterThan(own);
  });

  await Promise.all([official, chair, secretary].map((page) => page.context().close()));
});

/** Where a point of the page (in PDF points from its lower left corner, on A4) lies on the screen. */
async function onPage(room: Room, x: number, y: number): Promise<{ x: number; y: number }> {
  const sheet = (await room.desk.locator('[data-page="1"]').boundingBox())!;
  return { x: sheet.x + (x / 595) * sheet.width, y: sheet.y + ((842 - y) / 842) * sheet.height };
}

/** Over how many of the screen's pixels the upper edge of a level black line passes from paper to ink, about a point. */
async function softness(page: Page, x: number, y: number): Promise<number> {
  const half = 40;
  const picture = await page.screenshot({ clip: { x, y: y - half, width: 1, height: half } });
  const { data } = PNG.sync.read(picture);
  const greens = Array.from({ length: half }, (_, row) => data[row * 4 + 1]!);
  const [paper, ink] = [greens[0]!, greens.at(-1)!];
  if (paper - ink < 40) return Number.POSITIVE_INFINITY;
  return greens.filter((green) => green < paper - (paper - ink) * 0.1 && green > ink + (paper - ink) * 0.1).length;
}

/** Goes down with the mouse over what `Room.draw` has drawn at the same height. */
async function rub(room: Room, down: number): Promise<void> {
  const box = (await room.desk.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2 + down];
  await room.page.mouse.move(x, y - 20);
  await room.page.mouse.down();
  await room.page.mouse.move(x, y + 40, { steps: 12 });
  await room.page.mouse.up();
}

/** Opens the list of notes, does something in it, and closes it. */
async function notes(page: Page, act: (list: ReturnType<Page["getByRole"]>) => Promise<void>): Promise<void> {
  await page.locator(".room-bar").getByRole("button", { name: new RegExp(`^${say("room-notes")}`, "u") }).click();
  const list = page.getByRole("dialog", { name: say("notes-title") });
  await act(list);
  await list.getByRole("button", { name: say("close") }).click();
  await expect(list).toBeHidden();
}

/** The list of notes names these, in this order. */
async function notesSay(page: Page, said: readonly string[]): Promise<void> {
  await notes(page, (list) => expect(list.getByRole("listitem").locator(".where > .text")).toHaveText([...said]));
}
