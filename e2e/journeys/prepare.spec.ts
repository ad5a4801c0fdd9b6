// Preparing a meeting on the secretary's screen, from nothing to its announcement: people, items, papers dropped all
// at once, what is refused and erased, and what officials and guests see of it.
import type { Page } from "@playwright/test";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Editor, type Item, type PaperFile } from "../fixtures/editor.ts";
import { DRAWING, expect, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { type Colour, pdf } from "../fixtures/pdf.ts";
import { Room } from "../fixtures/room.ts";

interface Meeting {
  standing: string;
  room: {
    stage: string;
    chair: string;
    secretaries: string[];
    details: Record<string, unknown>;
    participants: { [id: string]: { name: string; role: string } };
    items: { [id: string]: { title: string; position: number } };
    documents: { [id: string]: { item: string; title: string; versions: { hash: string; pages: number }[] } };
  };
}

interface Upload {
  file_name: string;
  state: { name: string; code?: string };
}

const TITLE = "Phiên họp UBND tỉnh chuyên đề tháng 12 năm 2026";
const ITEMS: readonly Item[] = [
  {
    title: "Tình hình kinh tế - xã hội năm 2026; nhiệm vụ, giải pháp năm 2027",
    body: "Sở Tài chính",
    presenter: "Đoàn Minh Triết",
    minutes: 40,
  },
  {
    title: "Giao chỉ tiêu kế hoạch và dự toán ngân sách năm 2027",
    body: "Sở Tài chính",
    presenter: "Đoàn Minh Triết",
    minutes: 35,
  },
  {
    title: "Chủ trương đầu tư dự án nâng cấp Đường tỉnh 635, đoạn Vân Khê – Lâm Thượng",
    body: "Sở Xây dựng",
    presenter: "Ngô Bá Thịnh",
    minutes: 30,
  },
  {
    title: "An toàn hồ chứa thủy lợi mùa khô 2026–2027",
    body: "Sở Nông nghiệp và Môi trường",
    presenter: "Hồ Thị Xuân Ái",
    minutes: 25,
  },
];
const BUDGET: readonly Colour[] = [
  [180, 120, 210],
  [90, 190, 190],
];
const PAPERS: readonly PaperFile[] = [
  { name: "1. Bao cao KTXH 2026.pdf", bytes: pdf(REPORT) },
  { name: "2. Du toan ngan sach 2027.pdf", bytes: pdf(BUDGET) },
  { name: "4. Ho so kiem tra ho chua.pdf", bytes: pdf(DRAWING) },
];
const NOT_PDF = "Tệp không phải PDF. Hãy xuất ra PDF rồi tải lại.";
const HAS_PASSWORD = "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.";
const SECRET = "Tài liệu chứa bí mật nhà nước không được đưa vào hệ thống này. Hãy dùng bản giấy.";

test.setTimeout(600_000);

test("a meeting is prepared from nothing, and its papers are taken or refused", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const official = await office.activate(browser, PEOPLE.official);
  const guest = await office.activate(browser, PEOPLE.guest);
  const editor = await Editor.make(secretary, server.url);
  const id = editor.meeting;
  const room = async (who: Page) => (await office.get<Meeting>(who, `meetings/${id}`)).room;
  const uploads = async () => office.get<Upload[]>(secretary, `meetings/${id}/uploads`);
  const refused = async () => (await uploads()).flatMap(({ state }) => (state.name === "refused" ? [state.code] : []));
  const day = inTwoWeeks();

  await test.step("what is typed in is kept field by field", async () => {
    await expect(secretary.getByText("Còn thiếu: tên cuộc họp; ngày giờ; chủ trì; nội dung họp")).toBeVisible();
    await editor.fill("Tên cuộc họp", TITLE);
    await editor.choose("Loại", "Phiên họp UBND");
    await editor.choose("Đơn vị tổ chức", "UBND tỉnh Thanh Giang");
    await editor.fill("Ngày", day.written);
    await editor.fill("Bắt đầu", "8:00");
    await editor.fill("Kết thúc", "11:00");
    await editor.fill("Phòng", "Phòng họp số 1, trụ sở UBND tỉnh");
    await editor.fill("Hồ sơ số", "08.2026.PH-TH");
    await editor.fill("Giấy mời số", "453/GM-UBND");
    await editor.answer("Thông báo kết luận", "Có");
    await editor.chairedBy(PEOPLE.chair);
    await editor.alsoRecordedBy("Hoàng Gia Bách");
    await expect
      .poll(async () => (await room(secretary)).details)
      .toMatchObject({
        title: TITLE,
        kind: "committee_session",
        unit_name: "UBND tỉnh Thanh Giang",
        starts_at: Date.parse(`${day.iso}T08:00:00+07:00`),
        ends_at: Date.parse(`${day.iso}T11:00:00+07:00`),
        place: "Phòng họp số 1, trụ sở UBND tỉnh",
        dossier_code: "08.2026.PH-TH",
        invitation: "453/GM-UBND",
        wants_notice: true,
      });
    await expect(secretary.getByText(/^Đã lưu \d\d:\d\d$/u)).toBeVisible();
  });

  await test.step("people are found without marks, stand by their rank, and are ranked with the keyboard", async () => {
    await editor.invite("Đại biểu", [PEOPLE.official, PEOPLE.deputy, "Ngô Bá Thịnh", "Hồ Thị Xuân Ái"]);
    await editor.invite("Khách mời", [PEOPLE.guest]);
    const delegates = [PEOPLE.chair, PEOPLE.deputy, PEOPLE.official, "Ngô Bá Thịnh", "Hồ Thị Xuân Ái"];
    const others = [PEOPLE.secretary, "Hoàng Gia Bách", PEOPLE.guest];
    await expect(editor.ranked).toHaveText([...delegates, ...others]);
    await editor.rankUp("Hồ Thị Xuân Ái");
    delegates.push(...delegates.splice(-2).reverse());
    await expect(editor.ranked).toHaveText([...delegates, ...others]);
  });

  await test.step("items are added in one go and put in order with the keyboard", async () => {
    const [first, second, third, fourth] = ITEMS as [Item, Item, Item, Item];
    await editor.addItems([first, second, fourth, third]);
    await expect(editor.titles).toHaveText([first, second, fourth, third].map(({ title }) => title));
    await editor.moveUp(third.title);
    await expect(editor.titles).toHaveText(ITEMS.map(({ title }) => title));
    await editor.inviteToItems(PEOPLE.guest, `3. ${third.title}`);
    await expect(secretary.getByText("Còn thiếu: tài liệu nội dung 1, 2, 3 và 4")).toBeVisible();
  });

  await test.step("nothing leaves the tablet before its secrecy was said, and secrets never do", async () => {
    const before = await server.database.ask("SELECT count(*) FROM upload");
    const sheet = await editor.drop(PAPERS);
    const places = sheet.getByRole("combobox");
    const chosen = () => places.evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).selectedOptions[0]?.text));
    await expect.poll(chosen).toEqual([0, 1, 3].map((at) => `${at + 1}. ${ITEMS[at]?.title}`));
    await expect(sheet.getByRole("button", { name: "Chọn độ mật" })).toBeDisabled();
    await sheet.getByRole("radio", { name: "Mật trở lên" }).check({ force: true });
    await expect(sheet.getByText(SECRET)).toBeVisible();
    await expect(sheet.getByRole("button", { name: "Không tải lên tài liệu mật" })).toBeDisabled();
    await sheet.getByRole("button", { name: "Thôi" }).click();
    expect(await uploads()).toEqual([]);
    expect(await server.database.ask("SELECT count(*) FROM upload")).toEqual(before);
  });

  await test.step("three papers dropped at once find their items and are kept to the byte", async () => {
    await editor.send(PAPERS);
    await expect(editor.paper("Bao cao KTXH 2026")).toContainText("3 trang");
    await expect(editor.paper("Du toan ngan sach 2027")).toContainText("2 trang");
    await expect(editor.paper("Ho so kiem tra ho chua")).toContainText("1 trang");
    await expect(secretary.getByText("Còn thiếu: tài liệu nội dung 3")).toBeVisible();
    const { items, documents } = await room(secretary);
    const found = Object.values(documents).map(({ item, versions }) => [items[item]?.title, versions[0]?.hash]);
    const sent = [0, 1, 3].map((at, index) => [ITEMS[at]?.title, hash(PAPERS[index])]);
    expect(found.sort()).toEqual(sent.sort());
    for (const { bytes } of PAPERS) {
      const name = createHash("sha256").update(bytes).digest("hex");
      const blob = join(server.data, "blobs", name.slice(0, 2), name.slice(2, 4), name);
      expect(bytes.equals(await readFile(blob)), blob).toBe(true);
    }
  });

  await test.step("what is no PDF or has a password is refused with the way out, and nothing of it stays", async () => {
    const sheet = await editor.drop([{ name: "3. To trinh.docx", bytes: Buffer.from("PK") }]);
    await expect(sheet.getByText(NOT_PDF)).toBeVisible();
    await sheet.getByRole("radio", { name: "Thường" }).check({ force: true });
    await expect(sheet.getByRole("button", { name: "Tải lên 0 tệp" })).toBeDisabled();
    await sheet.getByRole("button", { name: "Thôi" }).click();

    const [fake, locked] = ["3. Gia lam PDF.pdf", "3. Co mat khau.pdf"];
    await editor.send([
      { name: fake, bytes: Buffer.from("Chỉ là chữ, không phải PDF.") },
      { name: locked, bytes: await withPassword(pdf([[77, 66, 55]])) },
    ]);
    await expect(editor.file(fake)).toContainText(NOT_PDF);
    await expect(editor.file(locked)).toContainText(HAS_PASSWORD);
    expect((await refused()).sort()).toEqual(["file_encrypted", "file_not_pdf"]);
    for (const name of [fake, locked]) {
      await editor.file(name).getByRole("button", { name: "Bỏ qua" }).click();
      await expect(editor.file(name)).toHaveCount(0);
    }
    await expect.poll(refused).toEqual([]);
    expect(await server.holding(Buffer.from("Chỉ là chữ"))).toEqual([]);
  });

  await test.step("a mark of secrecy is asked about, and every byte of a secret paper is erased", async () => {
    // The ground's colour as it stands in the file: no other paper has it.
    const trace = Buffer.from("0.051 0.129 0.902 rg");
    const name = "3. To trinh chu truong.pdf";
    await editor.send([{ name, bytes: pdf([[13, 33, 230]], { stamp: "MẬT" }) }]);
    await expect(editor.file(name)).toContainText(
      "Trang 1 có chữ “MẬT”. Hãy kiểm tra: đây có phải tài liệu mật không?",
    );
    expect(await server.holding(trace)).toHaveLength(1);
    await editor.file(name).getByRole("button", { name: "Đúng, là tài liệu mật" }).click();
    await expect(editor.file(name)).toContainText(SECRET);
    expect(await server.holding(trace)).toEqual([]);
    expect(await refused()).toEqual(["secret_paper"]);
    const kept = await server.database.ask("SELECT title, file_name, hash, facts FROM upload WHERE state = 'refused'");
    expect(kept).toEqual([["", "", "", ""]]);
    // That somebody tried is noted; what it was is not.
    const [noted] = await server.database.ask("SELECT details FROM audit WHERE kind = 'secret_paper'");
    expect(JSON.parse(noted?.[0] ?? "")).toEqual({ found: "confirmed", copies: 0 });
    expect(Object.values((await room(secretary)).documents)).toHaveLength(3);
    // What stays on the screen of later visits is the refusal, without the name.
    await secretary.reload();
    await expect(editor.file(SECRET)).toBeVisible();
    await expect(editor.file(name)).toHaveCount(0);
  });

  await test.step("a draft is its secretaries' alone; announced, it is there for those who are invited", async () => {
    expect(await office.status(official, `meetings/${id}`)).toBe(404);
    await editor.publish();
    expect((await room(secretary)).stage).toBe("published");
    const officialRoom = await Room.enter(official, server.url, id);
    await officialRoom.shows(1, REPORT.length);
    await officialRoom.isPainted(REPORT[0]!);
    await expect(official.getByRole("list", { name: "Chương trình" }).getByRole("heading", { level: 3 })).toHaveText(
      ITEMS.map(({ title }) => title),
    );
    const seen = await office.get<Meeting>(guest, `meetings/${id}`);
    expect(seen.standing).toBe("guest");
    expect(Object.values(seen.room.items).map(({ title }) => title)).toEqual([ITEMS[2]?.title]);
    expect(seen.room.documents).toEqual({});
  });

  await Promise.all([secretary, official, guest].map((page) => page.context().close()));
});

/** The day in two weeks where the office is, as it is typed and as it travels. */
function inTwoWeeks(): { written: string; iso: string } {
  const iso = new Date(Date.now() + (14 * 24 + 7) * 3_600_000).toISOString().slice(0, 10);
  return { iso, written: iso.split("-").reverse().join("/") };
}

/** The digest of a file as the log names it. */
function hash(file: PaperFile | undefined): string {
  return createHash("sha256").update(file?.bytes ?? "").digest("hex");
}

/** The same file so that it opens with a password alone. */
async function withPassword(file: Buffer): Promise<Buffer> {
  const place = await mkdtemp(join(tmpdir(), "nghisu-password-"));
  try {
    const [open, locked] = [join(place, "open.pdf"), join(place, "locked.pdf")];
    await writeFile(open, file);
    await promisify(execFile)("qpdf", ["--encrypt", "mo", "chu", "256", "--", open, locked]);
    return await readFile(locked);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
