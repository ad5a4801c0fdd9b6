// A line that breaks while the image of a page is on its way over it: the page stays readable as it is, becomes sharp
// when the line is mended, and nothing is asked for twice.
import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures/line.ts";
import { Office, PEOPLE } from "../fixtures/office.ts";
import { Paper } from "../fixtures/papers.ts";
import { Room } from "../fixtures/room.ts";
import { Wire } from "../fixtures/wire.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
/** Far from the page that is read first: nothing of it has come ahead. */
const FAR = 20;

test.setTimeout(180_000);

test("a page whose image breaks off in its middle stays coarse, and is sharp when the line is there again", async ({ browser, server, line }) => {
  const report = Paper.report();
  const office = await Office.fill(server, { "1. Bao cao.pdf": await readFile(report.path) });
  const page = await office.activate(browser, PEOPLE.official);
  const { id } = await office.meeting(page);
  const wire = Wire.of(page);
  const room = await Room.enter(page, server.url, id);
  await room.isPage(report, 1);
  const sheet = room.desk.locator(`[data-page="${FAR}"]`);
  const lost = page.getByText(say("connection-lost"));

  await test.step("the line breaks between two pieces of the image: the page is coarse, and says nothing that is not so", async () => {
    line.isNarrow = true;
    const begins = wire.begins(FAR);
    await room.goTo(FAR);
    const begun = await begins;
    line.break();
    await expect(lost).toBeVisible();
    expect(begun.isWhole).toBe(false);
    await room.isCoarsely(report, FAR);
  });

  await test.step("pages that were there before stay, and the one that broke off does as far as it came", async () => {
    await room.desk.press("Home");
    await room.shows(1, report.pages);
    await room.isPage(report, 1);
    await room.goTo(FAR);
    await room.isCoarsely(report, FAR);
  });

  await test.step("when the line is there again, the image comes whole", async () => {
    line.isNarrow = false;
    line.mend();
    await expect(lost).toBeHidden();
    await room.isPage(report, FAR);
    expect(wire.arrivals(FAR)).toBe(1);
    await expect(sheet.locator(".sheet-coarse")).toBeHidden();
  });

  await test.step("nothing was asked for twice on one connection, but for what had been given up", async () => {
    for (const { asked } of wire.connections) {
      const images = [...asked.values()].map((image) => JSON.stringify(image));
      expect(images.filter((image, at) => images.indexOf(image) !== at)).toEqual([]);
    }
  });
  await page.context().close();
});
