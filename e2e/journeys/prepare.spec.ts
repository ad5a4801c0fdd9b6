// What lies beside the way in which a meeting is prepared: the order of items and people under hands and keys, an upload
// that is paused and taken up again, papers that are refused or erased.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Editor, type PaperFile } from "../fixtures/editor.ts";
import { hold, type Hold } from "../fixtures/hold.ts";
import { DRAWING, expect, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { pdf } from "../fixtures/pdf.ts";
import { signed } from "../fixtures/signed.ts";
import { isSound, isSoundEitherWay } from "../fixtures/sound.ts";

interface Meeting {
  room: {
    items: { [id: string]: { title: string; position: number } };
    documents: { [id: string]: { item: string; title: string; versions: { hash: string; pages: number; reason: string }[] } };
    document_order: string[];
  };
}

interface Upload {
  id: string;
  file_name: string;
  received: number;
  state: { name: string; code?: string };
}

const DRAFT = "Họp giao ban Văn phòng UBND tỉnh";
const [MONTH, ARCHIVE, LAST] = ["Chuẩn bị nội dung phiên họp tháng tới", "Nộp lưu hồ sơ điện tử năm 2026", "Việc khác"] as const;
const PAPERS: readonly PaperFile[] = [
  { name: "1. Bao cao thang.pdf", bytes: pdf(REPORT) },
  { name: "2. Ke hoach nop luu.pdf", bytes: pdf(DRAWING) },
];
/** What the client sends at once, as the server asks for it. */
const PIECE = 1024 * 1024;
const PIECES = "**/api/v1/uploads/*?offset=*";
const NOT_PDF = "Tệp không phải PDF. Hãy xuất ra PDF rồi tải lên lại.";
const EMPTY = "Tệp rỗng (0 byte). Hãy xuất lại PDF rồi tải lên lại.";
const HAS_PASSWORD = "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.";
const SECRET = "Tài liệu chứa bí mật nhà nước không được đưa vào hệ thống này. Hãy dùng bản giấy.";

test.setTimeout(300_000);

test("a draft is put in order by hand and by key, and its papers are taken, taken up again, or refused", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const { id } = await office.meeting(secretary, DRAFT);
  const editor = await Editor.open(secretary, server.url, id);
  const room = async () => (await office.get<Meeting>(secretary, `meetings/${id}`)).room;
  const uploads = async () => office.get<Upload[]>(secretary, `meetings/${id}/uploads`);
  const refused = async () => (await uploads()).flatMap(({ state }) => (state.name === "refused" ? [state.code] : []));
  /** The items' titles in their order, as the server has them. */
  const agenda = async () =>
    Object.values((await room()).items)
      .sort((one, other) => one.position - other.position)
      .map(({ title }) => title);
  /** The paper of a title is kept to the byte. */
  const isKept = async (title: string, bytes: Buffer) => {
    const name = createHash("sha256").update(bytes).digest("hex");
    const found = Object.values((await room()).documents).find((document) => document.title === title);
    expect(found?.versions.map(({ hash }) => hash)).toEqual([name]);
    const blob = join(server.data, "blobs", name.slice(0, 2), name.slice(2, 4), name);
    expect(bytes.equals(await readFile(blob)), blob).toBe(true);
  };

  await test.step("items are dragged with the mouse and with a finger, and moved with the keyboard", async () => {
    await editor.addItems([{ title: LAST, body: "Văn phòng", presenter: "Võ Hoài Nghĩa", minutes: 15 }]);
    await expect.poll(agenda).toEqual([MONTH, ARCHIVE, LAST]);
    await editor.drag(LAST, MONTH, "mouse");
    await expect.poll(agenda).toEqual([LAST, MONTH, ARCHIVE]);
    await expect(editor.titles).toHaveText([LAST, MONTH, ARCHIVE]);
    await editor.drag(LAST, MONTH, "finger");
    await expect.poll(agenda).toEqual([MONTH, LAST, ARCHIVE]);
    await expect(editor.titles).toHaveText([MONTH, LAST, ARCHIVE]);
    await editor.moveUp(ARCHIVE);
    await expect.poll(agenda).toEqual([MONTH, ARCHIVE, LAST]);
    const moves = (await office.log(secretary, id)).filter(({ kind }) => kind === "item_moved");
    expect(moves).toHaveLength(3);
    await isSoundEitherWay(secretary, "editor");
  });

  await test.step("people are ranked with the keyboard", async () => {
    await editor.show("Thành phần");
    const names = await editor.ranked.allTextContents();
    await editor.rankUp(names.at(-1)!);
    const swapped = [...names.slice(0, -2), names.at(-1)!, names.at(-2)!];
    await expect(editor.ranked).toHaveText(swapped);
    expect((await office.log(secretary, id)).at(-1)?.kind).toBe("participants_ranked");
    await isSound(secretary, "participants");
  });

  await test.step("nothing leaves the tablet before its secrecy was said, and secrets never do", async () => {
    const before = await server.database.ask("SELECT count(*) FROM upload");
    const sheet = await editor.drop(PAPERS);
    const places = sheet.getByRole("combobox");
    const chosen = () => places.evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).selectedOptions[0]?.text));
    await expect.poll(chosen).toEqual([`1. ${MONTH}`, `2. ${ARCHIVE}`]);
    await expect(sheet.getByRole("button", { name: "Chọn độ mật" })).toBeDisabled();
    await isSoundEitherWay(secretary, "files to be sent");
    await sheet.getByRole("radio", { name: "Mật trở lên" }).check({ force: true });
    await expect(sheet.getByText(SECRET)).toBeVisible();
    await isSound(secretary, "secret papers");
    await expect(sheet.getByRole("button", { name: "Không tải lên tài liệu mật" })).toBeDisabled();
    await sheet.getByRole("button", { name: "Thôi" }).click();
    expect(await uploads()).toEqual([]);
    expect(await server.database.ask("SELECT count(*) FROM upload")).toEqual(before);
  });

  await test.step("papers dropped at once find their items and are kept to the byte", async () => {
    await editor.send(PAPERS);
    await expect(editor.paper("Bao cao thang")).toContainText("3 trang");
    await expect(editor.paper("Ke hoach nop luu")).toContainText("1 trang");
    await isKept("Bao cao thang", PAPERS[0]!.bytes);
    await isKept("Ke hoach nop luu", PAPERS[1]!.bytes);
    const { items, documents } = await room();
    const found = Object.values(documents).map(({ item, title }) => [items[item]?.title, title]);
    expect(found.sort()).toEqual([
      [MONTH, "Bao cao thang"],
      [ARCHIVE, "Ke hoach nop luu"],
    ]);
  });

  await test.step("an upload is paused, taken up, cut by leaving the page, and taken up again: no piece goes twice", async () => {
    const heavy = { name: "3. Phu luc so lieu.pdf", bytes: pdf(DRAWING, { weight: 8 * PIECE }) };
    const disk = await mkdtemp(join(tmpdir(), "nghisu-heavy-"));
    const path = join(disk, heavy.name);
    await writeFile(path, heavy.bytes);
    const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB`;
    const state = (words: string, pieces: number) => `${words} ${megabytes(pieces * PIECE)}/${megabytes(heavy.bytes.length)}`;
    const begun: string[] = [];
    const asked: number[] = [];
    secretary.on("request", (request) => {
      const offset = new URL(request.url()).searchParams.get("offset");
      if (request.method() === "PUT" && offset !== null) asked.push(Number(offset) / PIECE);
    });
    const arrived: number[] = [];
    secretary.on("response", (answer) => {
      const { pathname, searchParams } = new URL(answer.url());
      const method = answer.request().method();
      if (method === "POST" && pathname.endsWith(`/meetings/${id}/uploads`)) begun.push(pathname);
      if (method === "PUT" && answer.ok() && searchParams.has("offset")) arrived.push(Number(searchParams.get("offset")) / PIECE);
    });
    /** Holds the piece of this number on its way, as a slow network does. */
    const slow = async (piece: number): Promise<Hold> => {
      const held = hold();
      await secretary.route(PIECES, async (route) => {
        const offset = Number(new URL(route.request().url()).searchParams.get("offset"));
        if (offset === piece * PIECE) await held.until;
        await route.continue().catch(() => "the page that sent it is gone");
      });
      return held;
    };
    const line = editor.file(heavy.name);
    const received = async () => (await uploads()).find(({ file_name }) => file_name === heavy.name);

    let held = await slow(2);
    await editor.sendFrom([path]);
    await expect(line).toContainText(state("Đang tải lên", 2));
    // A hand that cannot decide: nobody sends the piece that is under way a second time.
    await line.getByRole("button", { name: "Tạm dừng" }).click();
    await line.getByRole("button", { name: "Tiếp tục" }).click();
    await expect(line).toContainText(state("Đang tải lên", 2));
    await line.getByRole("button", { name: "Tạm dừng" }).click();
    await expect(line).toContainText(state("Đã tạm dừng", 2));
    // The piece that was under way arrives all the same, and none follows it.
    held.letGo();
    await expect(line).toContainText(state("Đã tạm dừng", 3));
    const first = await received();
    expect(first).toMatchObject({ received: 3 * PIECE, state: { name: "receiving" } });
    expect(arrived).toEqual([0, 1, 2]);
    expect(asked).toEqual([0, 1, 2]);

    await secretary.unrouteAll({ behavior: "wait" });
    held = await slow(5);
    await line.getByRole("button", { name: "Tiếp tục" }).click();
    await expect(line).toContainText(state("Đang tải lên", 5));
    // Elsewhere in the client it goes on, and is found at work.
    await secretary.getByRole("link", { name: "Quay lại" }).click();
    await expect(secretary.getByRole("link", { name: "Tạo cuộc họp" }).first()).toBeVisible();
    await secretary.goBack();
    await expect(line).toContainText(state("Đang tải lên", 5));
    expect(begun).toHaveLength(1);
    await secretary.reload();
    await expect(line).toContainText("Lần tải trước chưa xong. Chọn lại đúng tệp này để tải tiếp.");
    held.letGo();
    await secretary.unrouteAll({ behavior: "wait" });
    expect(await received()).toMatchObject({ id: first?.id, received: 5 * PIECE });

    await line.getByLabel("Chọn lại").setInputFiles(path);
    await expect(editor.paper("Phu luc so lieu")).toContainText("1 trang");
    expect(arrived).toEqual(Array.from({ length: Math.ceil(heavy.bytes.length / PIECE) }, (_, piece) => piece));
    expect(begun).toHaveLength(1);
    await isKept("Phu luc so lieu", heavy.bytes);
    await rm(disk, { recursive: true });
  });

  await test.step("another file of the same name and size is told from what had arrived, and why it replaces a paper is kept", async () => {
    const { name } = PAPERS[0]!;
    const bytes = pdf([[12, 120, 40]]);
    const [document] = Object.entries((await room()).documents).find(([, { title }]) => title === "Bao cao thang")!;
    const target = { kind: "replacement", document, reason: "Sửa lỗi" };
    const headers = { origin: server.url, connection: "close" };
    const begin = { file_name: name, size: bytes.length, secrecy: "normal", target };
    const begun = await secretary.request.post(`${server.url}/api/v1/meetings/${id}/uploads`, { data: begin, headers });
    const left = (await begun.json()) as Upload;
    const half = Buffer.alloc(bytes.length >> 1, "x");
    const put = await secretary.request.put(`${server.url}/api/v1/uploads/${left.id}?offset=0`, { data: half, headers });
    expect(put.status()).toBe(200);
    const line = editor.file(name);
    await expect(line).toContainText("Lần tải trước chưa xong");
    await line.getByLabel("Chọn lại").setInputFiles({ name, mimeType: "application/pdf", buffer: bytes });
    await expect(secretary.getByText(`“${name}” không phải tệp của lần tải trước nên được tải lên lại từ đầu.`)).toBeVisible();
    await expect(editor.paper("Bao cao thang")).toContainText("1 trang");
    const { versions } = (await room()).documents[document]!;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(versions.at(-1)).toMatchObject({ hash: sha256, reason: "Sửa lỗi" });
    expect((await uploads()).map(({ id }) => id)).not.toContain(left.id);
  });

  await test.step("a signed paper says how many signatures its file carries, and keeps them", async () => {
    const bytes = await signed(pdf([[90, 140, 200]]), "TruongPhong", "GiamDoc");
    await editor.send([{ name: "1. Bien ban da ky.pdf", bytes }]);
    await expect(editor.paper("Bien ban da ky")).toContainText("Có 2 chữ ký số trên tệp");
    await isKept("Bien ban da ky", bytes);
  });

  await test.step("what is no PDF, has nothing in it or has a password is refused with the way out, and nothing of it stays", async () => {
    const sheet = await editor.drop([
      { name: "3. To trinh.docx", bytes: Buffer.from("PK") },
      { name: "3. Chua xuat xong.pdf", bytes: Buffer.alloc(0) },
    ]);
    await expect(sheet.getByText(NOT_PDF)).toBeVisible();
    await expect(sheet.getByText(EMPTY)).toBeVisible();
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
      await editor.file(name).getByRole("button", { name: "Bỏ tệp này" }).click();
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
    expect(Object.values((await room()).documents)).toHaveLength(4);
    // What stays on the screen of later visits is the refusal, without the name.
    await secretary.reload();
    await expect(editor.file(SECRET)).toBeVisible();
    await expect(editor.file(name)).toHaveCount(0);
  });

  await test.step("files dropped together stand in the order of their names, whichever is a paper first", async () => {
    const known = new Set(Object.keys((await room()).documents));
    const sheet = await editor.drop([
      { name: "3. Phu luc 10.pdf", bytes: pdf([[31, 90, 60]]) },
      { name: "3. Phu luc 2.pdf", bytes: pdf([[32, 90, 60]]) },
      { name: "3. Phu luc 1.pdf", bytes: pdf([[33, 90, 60]], { weight: 3 * PIECE }) },
    ]);
    await expect(sheet.locator(".planned .name")).toHaveText(["3. Phu luc 1.pdf", "3. Phu luc 2.pdf", "3. Phu luc 10.pdf"]);
    // The first is long on its way, and the others are sent before it.
    const held = hold();
    await secretary.route(PIECES, async (route) => {
      if ((route.request().postDataBuffer()?.length ?? 0) === PIECE) await held.until;
      await route.continue();
    });
    await sheet.getByRole("radio", { name: "Thường" }).check({ force: true });
    await sheet.getByRole("button", { name: "Tải lên 3 tệp" }).click();
    const sent = async () => (await uploads()).filter(({ state }) => state.name === "receiving").map(({ received }) => received > 0);
    await expect.poll(async () => (await sent()).filter(Boolean).length, "two of three are sent whole").toBe(2);
    held.letGo();
    const added = async () => {
      const { documents, document_order } = await room();
      return document_order.filter((paper) => !known.has(paper)).map((paper) => documents[paper]!.title);
    };
    await expect.poll(added, { timeout: 60_000 }).toEqual(["Phu luc 1", "Phu luc 2", "Phu luc 10"]);
    await secretary.unrouteAll({ behavior: "wait" });
  });

  await secretary.context().close();
});

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
