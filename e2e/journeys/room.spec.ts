// The room: people come in with passkeys, read together, turn away and return, keep some notes to themselves and
// share others, lose nothing when the connection goes, and find their notes when a paper is replaced. The same on
// both databases.
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import { DATABASES } from "../fixtures/database.ts";
import { Editor } from "../fixtures/editor.ts";
import { DRAWING, expect, type Office, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { type Colour, pdf } from "../fixtures/pdf.ts";
import { Room } from "../fixtures/room.ts";

interface MeetingView {
  standing: string;
  room: {
    stage: string;
    current_item: string | null;
    lead: { person: string; places: { place: { version: string; page: number } }[] } | null;
    items: Record<string, { title: string }>;
    documents: Record<string, { item: string; title: string; versions: { id: string; pages: number; reason: string }[] }>;
    participants: Record<string, { name: string; rank: number; substitute_for?: string }>;
  };
}

interface Note {
  id: string;
  envelope: { v: number; sealed: string } | null;
}

interface Annotations {
  shared: Record<string, { author_name: string; annotation: { mark: Record<string, unknown> } }>;
}

/** The report as it comes back: another page 2, and one page more. */
const REVISED: readonly Colour[] = [REPORT[0]!, [200, 90, 170], REPORT[2]!, [95, 175, 200]];
const TABLETS = ["administrator", "secretary", "chair", "official", "deputy", "guest"] as const;

test.setTimeout(600_000);

for (const database of DATABASES) {
  test.describe(`on ${database}`, () => {
    test.use({ database });
    test("a meeting is read together, annotated, cut off, joined again, and given a new paper", ({ browser, office }) =>
      together(browser, office));
  });
}

async function together(browser: Browser, office: Office): Promise<void> {
  const { server } = office;
  const pages = {} as Record<(typeof TABLETS)[number], Page>;
  await test.step("six people activate their tablets by code", async () => {
    for (const role of TABLETS) {
      const name = PEOPLE[role];
      pages[role] = await office.activate(browser, name);
      const me = await office.get<{ name: string; session: string | null }>(pages[role], "me");
      expect(me.name).toBe(name);
      expect(me.session).not.toBeNull();
    }
  });
  const { administrator, secretary, chair, official, deputy, guest } = pages;
  const { id } = await office.meeting(secretary);
  const room = async (who: Page) => (await office.get<MeetingView>(who, `meetings/${id}`)).room;
  const version = async (who: Page, pagesOf: number) => {
    const found = Object.values((await room(who)).documents).find(({ versions }) => versions[0]?.pages === pagesOf);
    if (!found?.versions[0]) throw new Error(`no document of ${pagesOf} pages`);
    return found.versions[0].id;
  };
  const report = await version(secretary, REPORT.length);
  const drawing = await version(secretary, DRAWING.length);

  await test.step("the office stands as it was filled, and a second filling changes nothing", async () => {
    const before = await office.get<unknown>(secretary, `meetings/${id}`);
    expect(await office.fillAgain()).toContain("nothing was changed");
    expect(await office.get<unknown>(secretary, `meetings/${id}`)).toEqual(before);
    const people = Object.values((await room(secretary)).participants).sort((a, b) => a.rank - b.rank);
    expect(people.slice(0, 4).map(({ name }) => name)).toEqual([
      "Lê Quang Thiệu",
      "Đặng Thị Ngọc Hường",
      "Võ Hoài Nghĩa",
      "Đoàn Minh Triết",
    ]);
    expect(people.filter(({ substitute_for }) => substitute_for).map(({ name }) => name)).toEqual(["Ứng Thị Hạnh Ngân"]);
    // Whoever administers the office is no participant: the meeting is not there for them.
    expect(await office.status(administrator, `meetings/${id}`)).toBe(404);
  });

  await test.step("a guest is told of item 3 and of nothing else", async () => {
    const seen = await office.get<MeetingView>(guest, `meetings/${id}`);
    expect(seen.standing).toBe("guest");
    expect(Object.values(seen.room.items).map(({ title }) => title)).toEqual([expect.stringContaining("Đường tỉnh 635")]);
    expect(Object.values(seen.room.documents).flatMap(({ versions }) => versions.map((one) => one.id))).toEqual([drawing]);
    expect(await office.status(guest, `versions/${report}`)).toBe(404);
    expect(await office.status(guest, `versions/${report}/file`)).toBe(404);
    expect(await office.status(guest, `versions/${drawing}`)).toBe(200);
  });

  const chairRoom = await Room.enter(chair, server.url, id);
  await test.step("the chair opens the meeting and its first item", async () => {
    const dock = chair.getByRole("navigation", { name: "Điều hành" });
    await dock.getByRole("button", { name: "Khai mạc" }).click();
    await dock.getByRole("button", { name: "Nội dung tiếp theo" }).click();
    await expect(chair.getByText("Nội dung 1/5")).toBeVisible();
    const state = await room(chair);
    expect(state.stage).toBe("open");
    expect(state.items[state.current_item ?? ""]?.title).toContain("Tình hình kinh tế");
  });

  const officialRoom = await Room.enter(official, server.url, id);
  const deputyRoom = await Room.enter(deputy, server.url, id);
  const officials = [officialRoom, deputyRoom];
  await test.step("two officials see the first page", async () => {
    for (const one of officials) {
      await one.shows(1, 3);
      await one.isPainted(REPORT[0]!);
    }
  });

  await test.step("the chair leads, and the officials' pages follow", async () => {
    await chairRoom.isPainted(REPORT[0]!);
    await chair.getByRole("button", { name: "Dẫn trang" }).click();
    await expect(chair.getByText("Đang dẫn")).toBeVisible();
    await chairRoom.goTo(2);
    for (const one of officials) {
      await one.shows(2, 3);
      await one.isPainted(REPORT[1]!);
    }
    expect((await room(official)).lead?.places.at(-1)?.place).toMatchObject({ version: report, page: 2 });
    // The leader's own tablet is one of those that read along.
    await expect(chair.getByText("3/3 máy đã thấy")).toBeVisible();
  });

  await test.step("one official turns away while the other follows, and one touch brings them back", async () => {
    await officialRoom.turnToEnd();
    await officialRoom.shows(3, 3);
    await officialRoom.isPainted(REPORT[2]!);
    await chairRoom.goTo(1);
    await deputyRoom.shows(1, 3);
    await deputyRoom.isPainted(REPORT[0]!);
    await official.getByRole("button", { name: "Về trang đang trình bày (1)" }).click();
    await officialRoom.shows(1, 3);
    await officialRoom.isPainted(REPORT[0]!);
    await expect(official.getByRole("radio", { name: "Theo trình bày" })).toBeChecked();
  });

  await test.step("the other reads alone by the switch, and follows by it again", async () => {
    const choose = (how: string) => deputy.getByRole("radio", { name: how }).check({ force: true });
    await choose("Tự đọc");
    await chairRoom.goTo(2);
    await officialRoom.shows(2, 3);
    await officialRoom.isPainted(REPORT[1]!);
    await deputyRoom.shows(1, 3);
    await choose("Theo trình bày");
    await deputyRoom.shows(2, 3);
    await deputyRoom.isPainted(REPORT[1]!);
  });

  const notes = (who: Page) => office.get<Note[]>(who, `versions/${report}/notes`);
  const shared = async (who: Page) =>
    Object.values((await office.get<Annotations>(who, `versions/${report}/annotations`)).shared);

  await test.step("private ink is kept sealed, and nobody else has it", async () => {
    await officialRoom.takePen();
    expect(await officialRoom.inked()).toBe(0);
    await officialRoom.draw(0);
    await expect.poll(() => officialRoom.inked()).toBeGreaterThan(100);
    await expect.poll(async () => (await notes(official)).length).toBe(1);
    const [note] = await notes(official);
    expect(note?.envelope?.v).toBe(1);
    // What is sealed is no JSON that anybody could read.
    expect(Buffer.from(note?.envelope?.sealed ?? "", "base64").toString("latin1")).not.toContain("strokes");
    expect(await notes(chair)).toEqual([]);
    expect(await shared(chair)).toEqual([]);
    expect(await chairRoom.inked()).toBe(0);
    expect(await notes(deputy)).toEqual([]);
    expect(await deputyRoom.inked()).toBe(0);
  });

  await test.step("a shared note stands on the other tablets at once", async () => {
    await officialRoom.letSee("Chỉ mình tôi", "Cả cuộc họp");
    await officialRoom.write("Số liệu này đã cập nhật đến 10/12.", 90);
    for (const one of [chairRoom, deputyRoom]) {
      await expect(one.cards.filter({ hasText: "Số liệu này đã cập nhật đến 10/12." })).toHaveCount(1);
      await expect(one.cards.first()).toContainText(PEOPLE.official);
    }
    expect((await shared(chair)).map(({ author_name }) => author_name)).toEqual([PEOPLE.official]);
  });

  const guestRoom = await Room.enter(guest, server.url, id);
  await test.step("the guest's room holds item 3, its paper, and no trace of the rest", async () => {
    await guestRoom.isPainted(DRAWING[0]!);
    const agenda = guest.getByRole("list", { name: "Chương trình" });
    await expect(agenda.getByRole("heading", { level: 3 })).toHaveText([/Đường tỉnh 635/]);
    await expect(guest.getByText("Tình hình kinh tế")).toHaveCount(0);
    await expect(guest.getByText("Số liệu này đã cập nhật")).toHaveCount(0);
  });

  await test.step("nothing serious stands in the way of anybody", async () => {
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(`${server.url}/sign-in`);
    await expect(stranger.getByRole("button", { name: "Đăng nhập" })).toBeVisible();
    await expect(secretary.getByRole("heading", { name: "Lịch họp" })).toBeVisible();
    for (const [screen, page] of Object.entries({ "sign-in": stranger, meetings: secretary, room: official })) {
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      const said = serious.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(" ")}`);
      expect.soft(said, screen).toEqual([]);
    }
    await stranger.context().close();
  });

  await test.step("what is made without a connection arrives exactly once", async () => {
    await server.kill();
    await official.context().setOffline(true);
    await expect(official.getByText("Mất kết nối. Bạn vẫn đọc và ghi chú được")).toBeVisible();
    await officialRoom.isPainted(REPORT[1]!);
    const before = await officialRoom.inked();
    await officialRoom.write("Viết khi mất mạng.", 150);
    await officialRoom.letSee("Cả cuộc họp", "Chỉ mình tôi");
    await official.getByRole("toolbar", { name: "Thanh bút" }).getByRole("button", { name: "Bút xanh" }).click();
    await officialRoom.draw(-60);
    await expect.poll(() => officialRoom.inked()).toBeGreaterThan(before);

    await server.run();
    await official.context().setOffline(false);
    await expect(official.getByText("Đã kết nối", { exact: true })).toBeVisible();
    await expect.poll(async () => (await notes(official)).length).toBe(2);
    await expect.poll(async () => (await shared(official)).length).toBe(2);
    await expect(chairRoom.cards.filter({ hasText: "Viết khi mất mạng." })).toHaveCount(1);

    // The tablet that starts again has nothing left to send, and shows everything once.
    await official.reload();
    await expect(officialRoom.desk).toBeVisible();
    await officialRoom.isPainted(REPORT[1]!);
    await expect(officialRoom.cards).toHaveCount(2);
    await expect.poll(() => officialRoom.inked()).toBeGreaterThan(before);
    expect((await notes(official)).length).toBe(2);
    expect((await shared(official)).length).toBe(2);
    expect((await room(official)).stage).toBe("open");
  });

  const replaced = async () =>
    Object.values((await room(official)).documents).find(({ versions }) => versions.length === 2)?.versions ?? [];
  await test.step("a paper is replaced for a reason, and its readers are told what that means to them", async () => {
    const editor = await Editor.open(secretary, server.url, id);
    const file = { name: "Sua doi.pdf", bytes: pdf(REVISED, { lines: { 2: "Trang hai" } }) };
    await editor.replace("Bao cao", "Cập nhật số liệu", file);
    await expect(editor.paper("Bao cao")).toContainText("Bản 2: Cập nhật số liệu");
    expect((await replaced()).map(({ id: one, pages: count, reason }) => [one === report, count, reason])).toEqual([
      [true, REPORT.length, ""],
      [false, REVISED.length, "Cập nhật số liệu"],
    ]);
    expect(await server.database.ask("SELECT count(*) FROM document_version")).toEqual([["3"]]);

    // The page that is read stays on the desk, and says that it is the old one.
    await expect(official.getByText(/^Bạn đang xem bản 1\. Có bản mới \(bản 2, /u)).toBeVisible();
    await officialRoom.isPainted(REPORT[1]!);
    const agenda = official.getByRole("list", { name: "Chương trình" });
    await expect(agenda.getByText(/^Có bản mới \(bản 2, .*\):$/u)).toBeVisible();
    await expect(agenda.getByText("Cập nhật số liệu")).toBeVisible();
    // The server reads the new file's words in its own time, and the tablet asks again until it has.
    await expect(agenda.getByText("Sửa trang 2, nơi bạn đã ghi chú.")).toBeVisible({ timeout: 40_000 });
    await expect(agenda.getByText("Thêm trang 4.")).toBeVisible();
  });

  await test.step("notes stay on the version on which they were made, one touch away", async () => {
    const agenda = official.getByRole("list", { name: "Chương trình" });
    await official.getByRole("button", { name: "Mở bản 2", exact: true }).click();
    await officialRoom.shows(1, REVISED.length);
    await officialRoom.goTo(2);
    await officialRoom.isPainted(REVISED[1]!);
    await expect(officialRoom.cards).toHaveCount(0);
    expect(await officialRoom.inked()).toBe(0);
    const [, newer] = await replaced();
    expect(await office.get<Note[]>(official, `versions/${newer?.id}/notes`)).toEqual([]);
    expect((await office.get<Annotations>(official, `versions/${newer?.id}/annotations`)).shared).toEqual({});

    await agenda.getByRole("button", { name: "Ghi chú của bạn vẫn ở bản 1. Mở bản 1" }).click();
    await officialRoom.shows(1, REPORT.length);
    await officialRoom.goTo(2);
    await officialRoom.isPainted(REPORT[1]!);
    await expect(officialRoom.cards).toHaveCount(2);
    await expect.poll(() => officialRoom.inked()).toBeGreaterThan(100);
    expect((await notes(official)).length).toBe(2);
    expect((await shared(official)).length).toBe(2);
    expect(await server.database.ask("SELECT count(*) FROM sealed_note")).toEqual([["2"]]);
  });

  await Promise.all(Object.values(pages).map((page) => page.context().close()));
}
