// Whoever keeps the door: a substitute whom no directory knows is let in from one sheet, and a tablet of the room that the
// administrator added is lent by one touch; both are seen at the door, and go from it again.
import type { Locator, Page } from "@playwright/test";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, tablet, test } from "../fixtures/office.ts";
import { comeIn, MeetingDoor } from "../fixtures/pass.ts";
import { scanned } from "../fixtures/qr.ts";
import { isSound, isSoundEitherWay } from "../fixtures/sound.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
const ABSENT = "Ngô Bá Thịnh";
const NEWCOMER = "Vi Thị Lan";
/** Who she turns out to be. */
const REAL = "Hoàng Gia Bách";
const TABLET = "Máy phòng họp 01";

test.setTimeout(240_000);

/** The sheet about somebody in the secretary's list. */
async function sheetOf(page: Page, name: string): Promise<Locator> {
  await page.locator(".record-people .ask").filter({ hasText: name }).click();
  return page.getByRole("dialog", { name });
}

/** The list of who came in by a pass, opened by the way in the head of the column. */
async function openDoor(page: Page): Promise<Locator> {
  await page.locator(".door-way").click();
  const list = page.getByRole("dialog", { name: say("door"), exact: true });
  await expect(list).toBeVisible();
  return list;
}

/** Where the QR code of a sheet leads; the eight characters stand beside it. */
async function leadsTo(sheet: Locator, label: string): Promise<string> {
  const code = (await sheet.locator(".issue .code").innerText()).replaceAll(/\s/gu, "");
  expect(code).toMatch(/^[0-9A-Z]{8}$/u);
  const link = scanned(await sheet.getByRole("img", { name: say(label) }).screenshot());
  expect(link.endsWith(`#${code}`)).toBe(true);
  return link;
}

test("a substitute whom no directory knows comes in by a slip, is seen at the door, and taken back", async ({ browser, office }) => {
  const { url } = office.server;
  const page = await office.activate(browser, PEOPLE.secretary);
  const meeting = await Meeting.of(office, page);
  const keeper = new MeetingDoor(office, page, meeting);
  await page.setViewportSize({ width: 1194, height: 834 });
  await page.goto(`${url}/meetings/${meeting.id}`);

  await test.step("nobody came in by a pass yet", async () => {
    const list = await openDoor(page);
    await expect(list.getByText(say("door-nobody"))).toBeVisible();
    await isSound(page, "the empty door");
    await page.keyboard.press("Escape");
  });

  const slip = page.getByRole("dialog", { name: say("pass-give") });
  await test.step("whom the search does not find is entered with three words, and given a code", async () => {
    await page.getByRole("button", { name: say("substitute-add"), exact: true }).click();
    const sheet = page.getByRole("dialog", { name: say("substitute-add") });
    const whom = sheet.getByRole("combobox", { name: say("substitute-whom") });
    await whom.selectOption((await whom.getByRole("option", { name: ABSENT }).textContent()) ?? "");
    await sheet.getByRole("searchbox").fill(NEWCOMER);
    await expect(sheet.getByText(say("people-none"))).toBeVisible();
    await sheet.getByRole("button", { name: say("newcomer") }).click();
    const form = page.getByRole("dialog", { name: say("newcomer") });
    // What was searched for is the name already.
    await expect(form.getByLabel(say("newcomer-name"))).toHaveValue(NEWCOMER);
    await form.getByLabel(say("newcomer-position")).fill("Phó Trưởng phòng");
    await form.getByLabel(say("newcomer-unit")).fill("Sở Xây dựng");
    await expect(form.getByText(`${NEWCOMER}, Phó Trưởng phòng, Sở Xây dựng – dự thay ${ABSENT}, Giám đốc Sở Xây dựng`)).toBeVisible();
    await isSoundEitherWay(page, "a substitute whom nobody knows");
    await form.getByRole("button", { name: say("newcomer-add") }).click();
    await expect(slip.getByRole("img", { name: say("pass-qr") })).toBeVisible();
    await expect(slip).toContainText(NEWCOMER);
    await isSoundEitherWay(page, "a slip");
  });

  const device = await test.step("the slip closes by itself when she has come in", async () => {
    const link = await leadsTo(slip, "pass-qr");
    // Another code takes the place of the first.
    await slip.getByRole("button", { name: say("pass-again") }).click();
    await expect.poll(async () => leadsTo(slip, "pass-qr").catch(() => link)).not.toBe(link);
    const pass = { pass: "", person: "", code: "", link: await leadsTo(slip, "pass-qr") };
    const device = await comeIn(browser, pass, meeting.id);
    await expect(slip).toBeHidden();
    await expect(page.getByText(`${NEWCOMER} đã vào phòng họp.`)).toBeVisible();
    return device;
  });

  await test.step("she is seen at the door, and taken back with one question", async () => {
    await expect(page.locator(".door-way")).toContainText("1 máy");
    const list = await openDoor(page);
    const row = list.getByRole("listitem").filter({ hasText: NEWCOMER });
    await expect(row).toBeVisible();
    await isSoundEitherWay(page, "the door");
    await row.getByRole("button", { name: say("door-take-back") }).click();
    await page.getByRole("dialog", { name: say("door-take-back-title") }).getByRole("button", { name: say("door-take-back") }).click();
    await expect(list.getByText(say("door-nobody"))).toBeVisible();
    await expect(device.getByRole("heading", { name: say("left-title") })).toBeVisible();
    expect(await keeper.devices()).toEqual([]);
    await page.keyboard.press("Escape");
    const kinds = (await office.log(page, meeting.id)).map(({ kind }) => kind).filter((kind) => kind.startsWith("pass_"));
    expect(kinds).toEqual(["pass_given", "pass_given", "pass_used", "pass_taken_back"]);
  });

  await test.step("those who lead and record are told why they get none", async () => {
    const sheet = await sheetOf(page, PEOPLE.chair);
    await expect(sheet.getByText(say("let-in-leads"))).toBeVisible();
    await expect(sheet.getByRole("button", { name: say("pass-give") })).toHaveCount(0);
    await page.keyboard.press("Escape");
  });

  await test.step("the administrator joins her to her real entry", async () => {
    const administrator = await office.activate(browser, PEOPLE.administrator);
    await administrator.goto(`${url}/admin/people`);
    await expect(administrator.locator(".person-row").filter({ hasText: NEWCOMER })).toHaveCount(0);
    await administrator.getByRole("button", { name: say("at-door"), exact: true }).click();
    const row = administrator.locator(".entered").filter({ hasText: NEWCOMER });
    await expect(row).toContainText("Phó Trưởng phòng · Sở Xây dựng");
    await isSound(administrator, "people entered at the door");
    await row.getByRole("button", { name: say("at-door-join") }).click();
    const choice = administrator.getByRole("dialog", { name: NEWCOMER });
    await choice.getByRole("searchbox").fill(REAL);
    await choice.getByRole("listitem").filter({ hasText: REAL }).getByRole("button").click();
    const question = administrator.getByRole("dialog", { name: say("at-door-join-sure") });
    await expect(question).toContainText(REAL);
    await question.getByRole("button", { name: say("at-door-join-act") }).click();
    await expect(row).toContainText(`Đã gộp vào ${REAL}`);
    await administrator.context().close();
  });
  for (const one of [page, device]) await one.context().close();
});

test("a tablet of the room is added by its administrator and lent by one touch", async ({ browser, office }) => {
  const { url } = office.server;
  const administrator = await office.activate(browser, PEOPLE.administrator);
  const page = await office.activate(browser, PEOPLE.secretary);
  const meeting = await Meeting.of(office, page);
  await page.setViewportSize({ width: 1194, height: 834 });
  await page.goto(`${url}/meetings/${meeting.id}`);
  const own = await tablet(browser);

  await test.step("where there is none, it is said who adds them", async () => {
    const sheet = await sheetOf(page, PEOPLE.official);
    await sheet.getByRole("button", { name: say("lend-tablet") }).click();
    await expect(page.getByRole("dialog", { name: say("lend-tablet") }).getByText(say("lend-none"))).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await test.step("it is added under the next number, and enrolled by its code", async () => {
    await administrator.goto(`${url}/admin/people`);
    await administrator.getByRole("link", { name: say("admin-tablets") }).click();
    await expect(administrator.getByText(say("tablets-none"))).toBeVisible();
    await isSound(administrator, "no tablets");
    await administrator.getByRole("button", { name: say("tablets-add") }).click();
    const form = administrator.getByRole("dialog", { name: say("tablets-add") });
    await expect(form.getByLabel(say("tablets-name"))).toHaveValue(TABLET);
    await form.getByRole("button", { name: say("tablets-add-act") }).click();
    const sheet = administrator.getByRole("dialog", { name: say("tablets-code") });
    await expect(sheet.getByRole("img", { name: say("tablets-qr") })).toBeVisible();
    await isSoundEitherWay(administrator, "the code of a tablet");
    await own.goto(await leadsTo(sheet, "tablets-qr"));
    await expect(own.getByText(say("tablet-waits"))).toBeVisible();
    await expect(sheet.getByText(say("tablets-enrolled-now"))).toBeVisible();
    await sheet.getByRole("button", { name: say("done") }).click();
    await expect(administrator.locator(".tablet-row").filter({ hasText: TABLET })).toBeVisible();
    await isSound(administrator, "the tablets");
  });

  await test.step("lent by one touch, it shows whose it is", async () => {
    const sheet = await sheetOf(page, PEOPLE.official);
    await sheet.getByRole("button", { name: say("lend-tablet") }).click();
    const lend = page.getByRole("dialog", { name: say("lend-tablet") });
    const row = lend.getByRole("button", { name: TABLET });
    await expect(row).toContainText(say("tablet-free"));
    await isSoundEitherWay(page, "tablets to lend");
    await row.click();
    await expect(lend).toBeHidden();
    await expect(page.getByText(`${TABLET} đã giao cho ${PEOPLE.official}.`)).toBeVisible();
    await expect(own.getByText(PEOPLE.official)).toBeVisible();
    const list = await openDoor(page);
    await expect(list.getByRole("listitem").filter({ hasText: PEOPLE.official })).toContainText(`Giao ${TABLET}`);
    await own.getByRole("button", { name: say("tablet-begin") }).click();
    await expect(own).toHaveURL(new RegExp(`/meetings/${meeting.id}$`, "u"));
    await expect(list.getByText(say("door-devices"))).toBeVisible();
    await expect(list.getByRole("listitem").filter({ hasText: PEOPLE.official })).toContainText(TABLET);
    await page.keyboard.press("Escape");
  });

  await test.step("given back, it goes from the door, and a word says so", async () => {
    await own.getByRole("button", { name: say("visit-leave"), exact: true }).click();
    await own.getByRole("dialog", { name: say("visit-leave-title") }).getByRole("button", { name: say("visit-leave") }).click();
    await expect(page.getByText(`${TABLET} của ${PEOPLE.official}: phiên đã kết thúc, máy tự xóa.`)).toBeVisible();
    await expect(page.locator(".door-way")).toContainText("Chưa có máy");
  });

  await test.step("out of use, it is in no list", async () => {
    await administrator.locator(".tablet-row").getByRole("button", { name: say("tablets-remove") }).click();
    const question = administrator.getByRole("dialog", { name: `Gỡ ${TABLET}?` });
    await question.getByRole("button", { name: say("tablets-remove") }).click();
    await expect(administrator.getByText(say("tablets-none"))).toBeVisible();
  });
  for (const one of [administrator, page, own]) await one.context().close();
});
