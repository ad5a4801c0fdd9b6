// Whoever presents an item leads its pages; a paper that is taken away leaves the tablets on which it lay.
import { countImages, images } from "../fixtures/images.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { DRAWING, expect, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";

/** A tablet of ten or eleven inches, lying and upright, and a small one. */
const SIZES = [
  { width: 1194, height: 834 },
  { width: 1024, height: 768 },
  { width: 834, height: 1194 },
];

test.setTimeout(180_000);

test("whoever presents leads the pages, and a paper that is taken away leaves the tablet", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const official = await office.activate(browser, PEOPLE.official);
  const meeting = await Meeting.of(office, secretary);
  const { participants, items } = await meeting.room();
  const presenter = Object.keys(participants).find((person) => participants[person]?.name === PEOPLE.official)!;
  const { id: report, item, versions } = await meeting.paper(REPORT.length);
  const does = (command: Record<string, unknown>) => meeting.command(secretary, command);
  await does({ do: "change_item", item, plan: { title: items[item]!.title, presenter } });
  await does({ do: "open" });
  await official.addInitScript(countImages);
  const table = await Room.enter(official, server.url, meeting.id);
  await table.isPainted(REPORT[0]!);
  const lead = official.getByRole("button", { name: /^(Dẫn trang|Dừng dẫn)$/u });

  const follow = official.getByRole("radio", { name: /^Theo trình bày/u });

  const nobody = official.getByText("Chưa ai trình bày Bạn đang tự đọc");

  await test.step("while nobody presents there is nothing to choose, and it is said", async () => {
    await expect(nobody).toBeVisible();
    await expect(follow).toHaveCount(0);
  });

  await test.step("the lead comes with the item", async () => {
    await expect(lead).toBeHidden();
    await does({ do: "open_item", item });
    await lead.click();
    await expect(lead).toHaveText("Dừng dẫn");
    await table.turnToEnd();
    await expect
      .poll(async () => (await meeting.room()).lead?.places.at(-1)?.place)
      .toMatchObject({ version: versions[0]!.id, page: REPORT.length });
  });

  await test.step("of a page that somebody else presents one reads the way back, and it lies on no line", async () => {
    await lead.click();
    await does({ do: "take_lead" });
    await does({ do: "present", place: { version: versions[0]!.id, page: 1, y: 0 } });
    await expect(follow).toHaveAccessibleName("Theo trình bày");
    await expect(follow).toBeChecked();
    await expect(nobody).toHaveCount(0);
    const back = official.getByRole("button", { name: "Về trang đang trình bày (1)" });
    await expect(async () => {
      await table.turnToEnd();
      await expect(back).toBeVisible({ timeout: 500 });
    }).toPass();
    for (const size of SIZES) {
      await official.setViewportSize(size);
      for (const control of [back, lead]) {
        // The window has its new size a moment before the room is laid out in it.
        await expect(async () => {
          const [over, desk] = [(await control.boundingBox())!, (await table.desk.boundingBox())!];
          expect(over.y, "below the page").toBeGreaterThanOrEqual(desk.y + desk.height);
          expect(over.x + over.width).toBeLessThanOrEqual(size.width);
        }).toPass();
      }
    }
    await official.setViewportSize(SIZES[0]!);
    // The bar asks for its narrow form as soon as the letters grow, not when the room is laid out next.
    const letters = (size: string) => official.evaluate((name) => document.documentElement.setAttribute("data-text", name), size);
    const ends = () => official.locator(".room-bar > *").evaluateAll((parts) => Math.max(...parts.map((part) => part.getBoundingClientRect().right)));
    for (const size of ["large", "larger"]) {
      await letters(size);
      await expect.poll(ends, `the bar with ${size} letters`).toBeLessThanOrEqual(SIZES[0]!.width);
    }
    await letters("normal");
    await does({ do: "release_lead" });
    await expect(back).toBeHidden();
  });

  await test.step("without a connection the way back has room for its words, in each language", async () => {
    await does({ do: "take_lead" });
    await does({ do: "present", place: { version: versions[0]!.id, page: 1, y: 0 } });
    const english = await office.another(browser, PEOPLE.official, "en");
    const other = await Room.enter(english, server.url, meeting.id, "en");
    const tables = [
      [official, table],
      [english, other],
    ] as const;
    for (const [page, room] of tables) {
      await expect(async () => {
        await room.turnToEnd();
        await expect(page.locator(".back-pill")).toBeVisible({ timeout: 500 });
      }).toPass();
    }
    await server.kill();
    for (const [page] of tables) {
      await expect(page.locator(".back-pill .when")).toBeVisible();
      for (const size of SIZES) {
        await page.setViewportSize(size);
        const over = () =>
          page.locator(".back-pill").evaluate((pill) => {
            const words = document.createRange();
            words.selectNodeContents(pill);
            const edge = pill.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(pill).paddingRight);
            return words.getBoundingClientRect().right - edge;
          });
        await expect.poll(over, `words beside the button at ${size.width}`).toBeLessThanOrEqual(1);
        const lines = () => page.locator(".presenter > button > span").evaluate((words) => words.clientHeight / Number.parseFloat(getComputedStyle(words).lineHeight));
        await expect.poll(lines, `lines below the sign of the lead at ${size.width}`).toBeLessThan(1.5);
      }
      await page.setViewportSize(SIZES[0]!);
    }
    await server.run();
    await expect(official.locator(".back-pill .when")).toBeHidden();
    await english.context().close();
    await does({ do: "release_lead" });
  });

  await test.step("and goes with it", async () => {
    await does({ do: "close_item", item });
    await expect(lead).toBeHidden();
  });

  await test.step("what is withdrawn is no longer on the desk, nor kept beside it", async () => {
    await table.isPainted(REPORT.at(-1)!);
    const before = await images(official);
    await does({ do: "remove_document", document: report });
    await table.isPainted(DRAWING[0]!);
    await table.shows(1, DRAWING.length);
    expect(before).toBeGreaterThan(DRAWING.length);
    await expect.poll(() => images(official), { message: "images of pages" }).toBe(DRAWING.length);
    expect(await office.status(official, `versions/${versions[0]!.id}`)).toBe(404);
  });
  for (const page of [secretary, official]) await page.context().close();
});
