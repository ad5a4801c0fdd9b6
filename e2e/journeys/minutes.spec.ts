// From the opening to the archive: a meeting is conducted from the dock and recorded in the secretary's room, its
// chair passed on; minutes, two signatures with the server killed in between, the package, and what independent
// judges say of it. The same on both databases.
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import { Dock, Record } from "../fixtures/conduct.ts";
import { DATABASES } from "../fixtures/database.ts";
import { flipped, pdfsig, pyhanko, verify } from "../fixtures/judges.ts";
import { expect, type Office, PEOPLE, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";

interface Meeting {
  standing: string;
  room: {
    stage: string;
    seq: number;
    presiding: string | null;
    participants: { [id: string]: { name: string } };
    closing: { size: number } | null;
    items: { [id: string]: { position: number; status: string; course?: string; votes?: object[]; conclusions?: { text: string }[] } };
    minutes: {
      submitted?: { number: string; pdf: string; signatures: { capacity: string; person: string; pdf: string }[] };
      package?: string;
    };
  };
}

interface Minutes {
  facts: { log_size: number; log_root: string; chairs: { name: string; from: number | null; until: number | null }[] };
  text: { chair: string | null };
  submitted: { pdf: string } | null;
  missing: string[];
}

const COURSE = "Sở Tài chính báo cáo; các đại biểu thống nhất với báo cáo.";
const CONCLUSION = "Thống nhất với báo cáo của Sở Tài chính, gửi các thành viên trước ngày 20/12/2026.";
const TASK =
  "Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính trình phương án trước ngày 15/01/2027.";

test.setTimeout(600_000);

for (const database of DATABASES) {
  test.describe(`on ${database}`, () => {
    test.use({ database });
    test("a meeting is conducted, its minutes signed by two across a crash, archived and proved", ({ browser, office }) =>
      conducted(browser, office));
  });
}

async function conducted(browser: Browser, office: Office): Promise<void> {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const chair = await office.activate(browser, PEOPLE.chair);
  const deputy = await office.activate(browser, PEOPLE.deputy);
  const guest = await office.activate(browser, PEOPLE.guest);
  const { id } = await office.meeting(secretary);
  const room = async (who: Page) => (await office.get<Meeting>(who, `meetings/${id}`)).room;
  const person = async (who: Page) => (await office.get<{ id: string }>(who, "me")).id;
  const items = async () =>
    Object.values((await room(secretary)).items).sort((one, other) => one.position - other.position);
  /** The entries of the log as they lie in the database: how many, and the number of the last. */
  const stored = async () => {
    const [row] = await server.database.ask(`SELECT count(*), max(seq) FROM entry WHERE stream = 'room/${id}'`);
    return (row ?? []).map(Number);
  };
  const sound = async (page: Page, screen: string) => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    const said = serious.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect.soft(said, screen).toEqual([]);
  };

  await Room.enter(chair, server.url, id);
  const dock = new Dock(chair);
  const record = await Record.enter(secretary, server.url, id);
  await test.step("the chair opens the meeting, the secretary records, the chair concludes", async () => {
    await dock.open();
    await dock.next(1, 5);
    await record.isAt(1);
    await record.course(COURSE);
    await record.vote("Thông qua báo cáo", 5, 0, 1);
    await record.task("Sở Nông nghiệp và Môi trường", "Sở Tài chính", "trình phương án", "15/01/2027");
    await expect(record.conclusions).toHaveText([TASK]);
    await dock.conclude(1, CONCLUSION);
    await expect(record.conclusions).toHaveText([TASK, CONCLUSION]);
    const [first] = await items();
    expect(first).toMatchObject({
      status: "open",
      course: COURSE,
      votes: [{ subject: "Thông qua báo cáo", approve: 5, reject: 0, abstain: 1 }],
      conclusions: [{ text: TASK }, { text: CONCLUSION }],
    });
  });

  await Room.enter(deputy, server.url, id);
  const deputyDock = new Dock(deputy);
  await test.step("the chair is passed on: who has it conducts, who had it no longer does", async () => {
    await deputyDock.isGone();
    await dock.pass(PEOPLE.deputy);
    await deputyDock.isThere();
    await dock.isGone();
    expect((await room(chair)).presiding).toBe(await person(deputy));
    // The one who was asked to chair still reads what chairs read, and conducts nothing.
    expect((await office.get<Meeting>(chair, `meetings/${id}`)).standing).toBe("chair");
    expect(await office.command(chair, id, { do: "close" })).toEqual({ outcome: "rejected", reason: "not_allowed" });
    await deputyDock.next(2, 5);
    expect((await items()).map(({ status }) => status)).toEqual(["done", "open", "pending", "pending", "pending"]);
  });

  await test.step("the secretary acts for whoever holds the chair, and the log says so", async () => {
    await record.isAt(2);
    await record.openNextFor(PEOPLE.deputy);
    await record.isAt(3);
    const [mine, theirs] = [await person(secretary), await person(deputy)];
    const opened = (await office.log(secretary, id)).filter(({ kind }) => kind === "item_opened");
    expect(opened.map(({ actor, on_behalf_of }) => [actor, on_behalf_of ?? null])).toEqual([
      [await person(chair), null],
      [theirs, null],
      [mine, theirs],
    ]);
  });

  await test.step("the new chair ends the meeting, and the log is closed with every entry in it", async () => {
    await deputyDock.close("Còn 3 nội dung chưa xong.");
    const state = await room(secretary);
    expect(state.stage).toBe("closed");
    expect(state.closing?.size).toBe(state.seq);
    expect(await stored()).toEqual([state.seq, state.seq]);
  });

  await test.step("the draft holds what was recorded, and the secretary's words are saved by themselves", async () => {
    await secretary.goto(`${server.url}/meetings/${id}/minutes`);
    await expect(secretary.getByLabel("Diễn biến").first()).toHaveValue(COURSE);
    await expect(secretary.getByLabel("Kết luận").first()).toHaveValue(`${TASK}\n${CONCLUSION}`);
    // Whoever held the chair at the end signs for the chair; the paper names both with their times.
    const drafted = await office.get<Minutes>(secretary, `meetings/${id}/minutes`);
    expect(drafted.text.chair).toBe(await person(deputy));
    expect(drafted.facts.chairs).toEqual([
      expect.objectContaining({ name: PEOPLE.chair, from: null, until: expect.any(Number) }),
      expect.objectContaining({ name: PEOPLE.deputy, from: expect.any(Number), until: null }),
    ]);
    await expect(secretary.getByLabel("Chủ tọa ký")).toHaveValue(await person(deputy));
    await secretary.getByLabel("Căn cứ").fill("Giấy mời số 452/GM-UBND ngày 10 tháng 12 năm 2026");
    await expect(secretary.getByText(/^Đã lưu/).first()).toBeVisible();
    await expect
      .poll(async () => JSON.stringify(await office.get<unknown>(secretary, `meetings/${id}/minutes`)))
      .toContain("452/GM-UBND ngày 10 tháng 12");
    await sound(secretary, "minutes");
  });

  await test.step("what is typed just before the screen is left is saved as well", async () => {
    await secretary.getByLabel("Căn cứ").fill("Giấy mời số 452/GM-UBND ngày 10 tháng 12 năm 2026 của Chủ tịch");
    await secretary.getByRole("link", { name: "Lịch họp" }).first().click();
    await expect(secretary.getByRole("heading", { name: "Lịch họp" })).toBeVisible();
    await expect
      .poll(async () => JSON.stringify(await office.get<unknown>(secretary, `meetings/${id}/minutes`)))
      .toContain("năm 2026 của Chủ tịch");
    await secretary.goto(`${server.url}/meetings/${id}/minutes`);
    await expect(secretary.getByLabel("Căn cứ")).toHaveValue(/của Chủ tịch$/u);
  });

  await test.step("the minutes are submitted under a number of the register", async () => {
    await secretary.getByRole("radio", { name: "Nghị Sự cấp số" }).check({ force: true });
    await secretary.getByRole("button", { name: "Trình ký" }).click();
    await secretary.getByRole("dialog").getByRole("button", { name: "Trình ký" }).click();
    await expect.poll(async () => (await room(secretary)).stage).toBe("minutes");
    expect((await room(secretary)).minutes.submitted?.number).toMatch(/^01\/BB-/);
    // Whoever was invited to one item only does not read the minutes of all.
    expect(await office.status(guest, `meetings/${id}/minutes`)).toBe(404);
    expect(await office.status(guest, `meetings/${id}/minutes/file`)).toBe(404);
  });

  await test.step("the secretary reads every page and signs", async () => {
    await sign(secretary, `${server.url}/meetings/${id}/sign`, sound);
    await expect(secretary.getByText("Tiếp theo: chủ tọa.")).toBeVisible();
    expect((await room(chair)).minutes.submitted?.signatures.map(({ capacity }) => capacity)).toEqual(["secretary"]);
  });

  await test.step("the server is killed, and comes back with the first signature", async () => {
    const before = await stored();
    await server.kill();
    await server.run();
    expect((await room(chair)).minutes.submitted?.signatures).toHaveLength(1);
    expect(await stored()).toEqual(before);
  });

  await test.step("whoever no longer holds the chair does not sign for it", async () => {
    await chair.goto(`${server.url}/meetings/${id}/sign`);
    await expect(chair.getByText(`Đang chờ chữ ký của ${PEOPLE.deputy}.`)).toBeVisible();
    await expect(chair.getByRole("button", { name: "Ký biên bản" })).toHaveCount(0);
    const { submitted } = (await room(chair)).minutes;
    const asked = { certificate: "0".repeat(64), read: submitted?.signatures.at(-1)?.pdf };
    const { status, code } = await office.tries(chair, `meetings/${id}/minutes/ceremonies`, asked);
    expect({ status, code }).toEqual({ status: 409, code: "signature_not_due" });
  });

  await test.step("who holds the chair signs, and the meeting is archived by itself", async () => {
    await sign(deputy, `${server.url}/meetings/${id}/sign`);
    await expect(deputy.getByText("Biên bản đã đủ chữ ký.")).toBeVisible();
    await expect.poll(async () => (await room(chair)).stage, { timeout: 30_000 }).toBe("archived");
    const { submitted } = (await room(chair)).minutes;
    expect(submitted?.signatures.map(({ person: signer }) => signer)).toEqual([await person(secretary), await person(deputy)]);
    const ceremonies = await server.database.ask("SELECT capacity, state FROM signing_ceremony ORDER BY prepared_at");
    expect(ceremonies).toEqual([
      ["secretary", "embedded"],
      ["chair", "embedded"],
    ]);
    const { seq } = await room(secretary);
    expect(await stored()).toEqual([seq, seq]);
  });

  const authority = await office.bytes(deputy, "signing/authority");
  await test.step("everybody calls both signatures valid, and nobody a file with a flipped byte", async () => {
    const pdf = await office.bytes(deputy, `archive/${id}/minutes`);
    expect(await pdfsig(pdf)).toEqual(["Signature is Valid.", "Signature is Valid."]);
    expect(await pyhanko(pdf, authority)).toEqual(["ThuKy valid", "ChuToa valid"]);
    expect((await verify(pdf, "minutes.pdf", authority)).code).toBe(0);

    const bent = flipped(pdf, Math.floor(pdf.length / 3));
    expect(await pdfsig(bent)).not.toContain("Signature is Valid.");
    expect(await pyhanko(bent, authority).catch(() => ["unreadable"])).not.toContain("ChuToa valid");
    expect((await verify(bent, "minutes.pdf", authority)).code).toBe(1);
  });

  await test.step("the package proves the meeting without the server", async () => {
    const archive = await office.bytes(secretary, `archive/${id}/package`);
    const { code, report } = await verify(archive, "package.zip");
    expect(report.findings.filter(({ verdict }) => verdict !== "valid")).toEqual([]);
    expect({ code, verdict: report.verdict }).toEqual({ code: 0, verdict: "valid" });
    for (const at of [40, archive.length >> 2, archive.length >> 1, archive.length - 40]) {
      expect((await verify(flipped(archive, at), "package.zip")).code, `byte ${at}`).not.toBe(0);
    }
    const { facts } = await office.get<Minutes>(secretary, `meetings/${id}/minutes`);
    expect(facts.log_size).toBe((await room(secretary)).closing?.size);
    expect(await office.status(guest, `archive/${id}/package`)).toBe(403);
  });

  await test.step("the archive shows the verdict in a sentence", async () => {
    await secretary.goto(`${server.url}/archive`);
    await secretary.getByText("Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026").first().click();
    await expect(secretary.getByText("Hợp lệ", { exact: true }).first()).toBeVisible();
    await expect(secretary.getByRole("link", { name: "Tải gói lưu trữ" })).toBeVisible();
    await sound(secretary, "archive");
  });

  await Promise.all([secretary, chair, deputy, guest].map((page) => page.context().close()));
}

/** Makes the tablet's key where it has none, looks at every page, and signs. */
async function sign(page: Page, url: string, sound?: (page: Page, screen: string) => Promise<void>): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: "Tạo khóa ký trên máy này" }).click();
  await expect(page.getByText("Khóa trên máy này")).toBeVisible();
  const column = page.getByRole("region", { name: "Các trang của biên bản" });
  await column.focus();
  const button = page.getByRole("button", { name: "Ký biên bản", exact: true });
  await expect(async () => {
    await column.press("PageDown");
    await expect(button).toBeEnabled({ timeout: 300 });
  }).toPass();
  await sound?.(page, "sign");
  await button.click();
  await expect(page.getByText(/Đã ký lúc/)).toBeVisible({ timeout: 20_000 });
}
