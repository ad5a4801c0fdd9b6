// The secretary's room: who can come for whom, a form whose buttons are in sight, and a page that says that it is of an
// older version.
import { Meeting } from "../fixtures/meeting.ts";
import { expect, LONG, PEOPLE, test } from "../fixtures/office.ts";
import { pdf } from "../fixtures/pdf.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
const ABSENT = "Ngô Bá Thịnh";

test.setTimeout(180_000);

test("substitutes are chosen from who can come, and nothing that is needed lies out of sight", async ({ browser, office }) => {
  const { url } = office.server;
  const page = await office.activate(browser, PEOPLE.secretary);
  const meeting = await Meeting.of(office, page);
  const chair = await office.activate(browser, PEOPLE.chair);
  await meeting.begin(chair);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${url}/meetings/${meeting.id}`);

  await test.step("nobody is listed before it is said who is absent, and then nobody who cannot come", async () => {
    await page.getByRole("button", { name: say("substitute-add"), exact: true }).click();
    const sheet = page.getByRole("dialog", { name: say("substitute-add") });
    await expect(sheet.getByText(say("substitute-whom-first"))).toBeVisible();
    await expect(sheet.getByRole("searchbox")).toHaveCount(0);
    await expect(sheet.getByRole("listitem")).toHaveCount(0);
    const whom = sheet.getByRole("combobox", { name: say("substitute-whom") });
    await whom.selectOption((await whom.getByRole("option", { name: ABSENT }).textContent()) ?? "");
    await expect(sheet.getByRole("listitem").first()).toBeVisible();
    for (const name of [ABSENT, PEOPLE.chair]) {
      await expect(sheet.getByRole("listitem").filter({ hasText: name })).toHaveCount(0);
    }
    await page.keyboard.press("Escape");
  });

  await test.step("a form opens with its buttons in sight", async () => {
    await page.getByRole("button", { name: say("vote-add") }).click();
    const column = page.locator(".record-column");
    const lower = async (at: typeof column) => at.boundingBox().then((box) => (box ? box.y + box.height : Infinity));
    const keep = page.getByRole("button", { name: say("vote-keep") });
    await expect.poll(async () => (await lower(keep)) <= (await lower(column))).toBe(true);
    await page.getByRole("button", { name: say("cancel") }).click();
  });

  await test.step("the page that is looked at says that a newer version is there, and leads to it", async () => {
    const look = page.getByRole("button", { name: say("record-page") });
    await look.click();
    const pages = page.locator("dialog.page");
    await expect(pages).toBeVisible();
    await expect(pages.locator(".older-banner")).toHaveCount(0);
    await page.keyboard.press("Escape");
    const card = page.locator(".papers-card");
    const [title] = await card.locator(".paper-line .name").allTextContents();
    await card.getByRole("button", { name: say("paper-more") }).first().click();
    await card.getByRole("button", { name: say("replace-title") }).click();
    const sheet = page.getByRole("dialog", { name: say("replace-title") });
    await expect(sheet.getByText(title!)).toBeVisible();
    await sheet.locator(".chips .filter").first().click();
    await sheet.getByRole("radio", { name: say("secrecy-normal") }).check({ force: true });
    await sheet.locator("input[type=file]").setInputFiles({ name: "1. Bao cao.pdf", mimeType: "application/pdf", buffer: pdf(LONG) });
    await sheet.locator("footer .button.primary").click();
    await expect(sheet).toBeHidden();
    await expect(card.getByText(/bản 2/iu)).toBeVisible({ timeout: 60_000 });
    await look.click();
    const older = pages.locator(".older-banner");
    await expect(older).toBeVisible();
    await older.getByRole("button").click();
    await expect(older).toBeHidden();
  });

  for (const one of [page, chair]) await one.context().close();
});
