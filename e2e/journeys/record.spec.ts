// The secretary's room: who can come for whom, who may vote, who was not recorded, a form whose buttons are in sight, and
// a page that is looked at as it is in force.
import { Meeting, submitMinutes } from "../fixtures/meeting.ts";
import { DRAWING, expect, LONG, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { pdf } from "../fixtures/pdf.ts";
import { Room } from "../fixtures/room.ts";
import { isSoundEitherWay } from "../fixtures/sound.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
const ABSENT = "Ngô Bá Thịnh";

interface Seen {
  participants: Record<string, { role: string; attendance: { state: string } }>;
  secretaries: string[];
}

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
    // Whoever is touched ends the choice: there is nothing to be done with before.
    await expect(sheet.getByRole("button", { name: say("done") })).toHaveCount(0);
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
    // Secretaries keep the record and do not vote, and a substitute votes for the person they came for.
    const { participants, secretaries } = await office.get<{ room: Seen }>(page, `meetings/${meeting.id}`).then(({ room }) => room);
    const entitled = Object.entries(participants).filter(
      ([id, { role, attendance }]) =>
        role === "delegate" && !secretaries.includes(id) && !["absent", "absent_with_reason"].includes(attendance.state),
    );
    expect(secretaries.length).toBeGreaterThan(0);
    await expect(page.locator(".vote-sum")).toHaveText(`Đã đếm 0/${entitled.length} đại biểu có quyền biểu quyết.`);
    await page.getByRole("button", { name: say("cancel") }).click();
  });

  await test.step("whoever keeps the record leads the pages by its bar, in their own name, and sees them over it", async () => {
    const drives = page.getByRole("switch", { name: say("record-drive") });
    const lead = page.getByRole("button", { name: new RegExp(`^(${say("dock-lead")}|${say("dock-lead-end")})$`, "u") });
    const led = async () => (await meeting.room()).lead;
    const version = await meeting.version(REPORT.length);
    await expect(lead).toHaveCount(0);
    await drives.click();
    await lead.click();
    const pages = page.locator("dialog.page");
    await expect(pages).toBeVisible();
    const table = Room.of(page);
    await table.isPainted(REPORT[0]!);
    await expect.poll(async () => (await led())?.places.at(-1)?.place).toMatchObject({ version, page: 1 });
    await table.turnToEnd();
    await table.isPainted(REPORT.at(-1)!);
    await expect.poll(async () => (await led())?.places.at(-1)?.place).toMatchObject({ version, page: REPORT.length });
    await page.keyboard.press("Escape");
    await expect(pages).toBeHidden();
    await expect(lead).toHaveText(say("dock-lead-end"));
    await lead.click();
    await expect.poll(led).toBeNull();
    await expect(lead).toHaveText(say("dock-lead"));
    const { participants } = await meeting.room();
    const person = (name: string) => Object.keys(participants).find((id) => participants[id]?.name === name);
    const taken = (await office.log(page, meeting.id)).filter(({ kind }) => kind === "lead_taken");
    expect(taken.map(({ actor, on_behalf_of }) => [actor, on_behalf_of ?? null])).toEqual([[person(PEOPLE.secretary), null]]);
    await drives.click();
    await expect(lead).toHaveCount(0);
  });

  await test.step("the page that is looked at anew is that of the newer version", async () => {
    const look = page.getByRole("button", { name: say("record-page") });
    const pages = page.locator("dialog.page");
    /** Whether the page's desk, which has the focus, is framed. */
    const ring = () => pages.locator(".desk").evaluate((desk) => getComputedStyle(desk, "::after").borderTopStyle);
    // Whoever typed, and goes on with the hand, sees no frame; whoever goes on with keys does.
    await page.getByLabel(say("record-course")).press("End");
    await look.click();
    await expect(pages.locator(".desk")).toBeFocused();
    expect(await ring()).toBe("none");
    await expect(pages.locator(".older-banner")).toHaveCount(0);
    await page.keyboard.press("Escape");
    await look.press("Enter");
    await expect(pages.locator(".desk")).toBeFocused();
    expect(await ring()).toBe("solid");
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
    await expect(pages.locator(".pager .number")).toHaveText(new RegExp(`/\\s*${LONG.length}$`, "u"));
    await expect(pages.locator(".older-banner")).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(pages).toBeHidden();
    await card.locator("input[type=file]").setInputFiles({ name: "1. Phu luc.pdf", mimeType: "application/pdf", buffer: pdf(DRAWING) });
    const added = page.getByRole("dialog", { name: say("upload-title") });
    await added.getByRole("radio", { name: say("secrecy-normal") }).check({ force: true });
    await added.locator("footer .button.primary").click();
    await expect(card.getByText("Phu luc", { exact: true })).toBeVisible({ timeout: 60_000 });
  });

  await test.step("who was not recorded is kept apart from who is away, and named where the minutes are begun", async () => {
    const filters = page.getByRole("group", { name: say("filter-people") });
    const states = async (...of: string[]) => {
      const { participants } = (await office.get<{ room: Seen }>(page, `meetings/${meeting.id}`)).room;
      return Object.values(participants).filter(({ attendance }) => of.includes(attendance.state)).length;
    };
    const counts = async (word: string, count: number) => {
      const filter = filters.getByRole("button", { name: new RegExp(`^${word}\\s*\\d+$`, "u") });
      await expect(filter).toHaveText(`${word}${count}`);
      return filter;
    };
    const people = page.locator(".record-people > li");
    await test.step("whoever checks off the list has the way back from the last touch, not a pile of them", async () => {
      const before = await states("unknown");
      const check = page.getByRole("button", { name: say("attendance-mark-present"), exact: true });
      for (let marked = 1; marked <= 2; marked += 1) {
        await check.first().click();
        await expect.poll(() => states("unknown")).toBe(before - marked);
      }
      const way = page.locator(".toast").filter({ hasText: say("attendance-present") });
      await expect(way).toHaveCount(1);
      await way.getByRole("button").click();
      await expect.poll(() => states("unknown")).toBe(before - 1);
    });
    const open = await states("unknown");
    await (await counts(say("attendance-excused"), await states("absent_with_reason"))).click();
    await expect(people).toHaveCount(await states("absent_with_reason"));
    await (await counts(say("attendance-unknown"), open)).click();
    await expect(people).toHaveCount(open);
    await counts(say("attendance-absent"), await states("absent"));
    await filters.getByRole("button", { name: say("filter-all") }).click();
    await meeting.command(chair, { do: "close" });
    // Who acted in the open meeting was there: the room says as many as the minutes will.
    interface Minutes {
      facts: { participants: { name: string; attendance: { state: string } }[] };
    }
    const { facts } = await office.get<Minutes>(page, `meetings/${meeting.id}/minutes`);
    const left = facts.participants.filter(({ attendance }) => attendance.state === "unknown");
    expect(left.length).toBeGreaterThan(0);
    const told = page.locator(".after-card .left-open");
    await expect(told).toContainText(`Còn ${left.length} người chưa được ghi nhận có mặt hay vắng`);
    await expect(told).toContainText(left[0]!.name);
    await expect(page.getByRole("link", { name: say("way-write") })).toBeVisible();
    await isSoundEitherWay(page, "the secretary's closed room");
    await chair.goto(`${url}/meetings/${meeting.id}`);
    // Lying, it stands in the bar and covers no line of the page.
    await expect(chair.locator(".room-bar > .afterwards")).toBeVisible();
    await isSoundEitherWay(chair, "the closed room");
    // A paper that was replaced is called by its version, with another on the desk: in a meeting that is over nothing is new.
    const agenda = chair.getByRole("list", { name: say("room-agenda") });
    await chair.getByRole("button", { name: say("room-agenda"), exact: true }).click();
    await agenda.locator(".paper > .open").nth(1).click();
    await expect(agenda.locator(".paper").nth(1)).toHaveClass(/shown/u);
    await expect(agenda.getByText("Bản 2:", { exact: true })).toBeVisible();
    await expect(agenda.getByText(/^Có bản mới/u)).toHaveCount(0);
    await told.getByRole("button", { name: say("after-unrecorded-look") }).click();
    await expect(people).toHaveCount(left.length);
  });

  await test.step("from the minutes one is asked once whether to reopen the meeting", async () => {
    const question = page.getByRole("dialog", { name: say("reopen-title") });
    await page.goto(`${url}/meetings/${meeting.id}/minutes`);
    await page.getByRole("link", { name: say("minutes-unrecorded-go") }).first().click();
    await expect(question).toBeVisible();
    await expect(question.getByRole("button", { name: say("write-reason") })).toBeDisabled();
    await expect(page).toHaveURL(`${url}/meetings/${meeting.id}`);
    await question.getByRole("button", { name: say("cancel") }).click();
    await expect(question).toBeHidden();
    await page.reload();
    await expect(page.locator(".after-card")).toBeVisible();
    await expect(question).toBeHidden();
    await page.goBack();
    await expect(page).toHaveURL(`${url}/meetings/${meeting.id}/minutes`);
  });

  await test.step("who took minutes back is told so as one who did", async () => {
    await submitMinutes(office, page, meeting.id);
    await office.post(page, `meetings/${meeting.id}/minutes/return`, { reason: "Bổ sung kết luận." });
    await page.goto(`${url}/meetings/${meeting.id}`);
    await expect(page.locator(".after-card")).toContainText("Bạn đã trả lại lúc");
    await expect(page.locator(".after-card")).not.toContainText(PEOPLE.secretary);
  });

  for (const one of [page, chair]) await one.context().close();
});
