// The secretary makes the meeting from nothing: what it is, who takes part, what is dealt with, on which papers.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Editor, type Item } from "../../fixtures/editor.ts";
import { PEOPLE } from "../../fixtures/office.ts";
import { Paper } from "../../fixtures/papers.ts";
import { Room } from "../../fixtures/room.ts";
import { expect, test } from "../../fixtures/server.ts";
import type { Path } from "./path.ts";

export const TITLE = "Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026";
const FINANCE = "Sở Tài chính";
const ROAD = "Chủ trương đầu tư dự án nâng cấp Đường tỉnh 635, đoạn Vân Khê – Lâm Thượng";
const ITEMS: readonly Item[] = [
  { title: "Tình hình kinh tế - xã hội năm 2026; nhiệm vụ, giải pháp năm 2027", body: FINANCE, presenter: PEOPLE.official, minutes: 40 },
  { title: "Giao chỉ tiêu kế hoạch và dự toán ngân sách năm 2027", body: FINANCE, presenter: PEOPLE.official, minutes: 35 },
  { title: ROAD, body: "Sở Xây dựng", presenter: "Ứng Thị Hạnh Ngân", minutes: 30 },
  {
    title: "An toàn hồ chứa thủy lợi mùa khô 2026–2027",
    body: "Sở Nông nghiệp và Môi trường",
    presenter: "Hồ Thị Xuân Ái",
    minutes: 25,
  },
  {
    title: "Thông báo: kết quả ký số và xử lý văn bản điện tử năm 2026",
    body: "Văn phòng UBND tỉnh",
    presenter: PEOPLE.secretary,
    minutes: 10,
  },
];
/** In the order in which ranks are read, whatever the order of asking. */
const DELEGATES = [
  PEOPLE.chair,
  PEOPLE.deputy,
  "Võ Hoài Nghĩa",
  PEOPLE.official,
  "Ngô Bá Thịnh",
  "Hồ Thị Xuân Ái",
  "Ứng Thị Hạnh Ngân",
] as const;


export async function prepared(path: Path): Promise<void> {
  const { office, server, tablets } = path;
  const { secretary, chair, official, guest } = tablets;
  const editor = await Editor.make(secretary, server.url);
  path.meeting = editor.meeting;

  const papers = [Paper.report(), Paper.budget(), Paper.reservoirs()] as const;
  await test.step("people are found without marks, and stand by their rank", async () => {
    await expect(secretary.getByText("Còn thiếu: tên cuộc họp; ngày giờ; chủ trì; nội dung họp")).toBeVisible();
    await editor.chairedBy(PEOPLE.chair);
    await editor.alsoRecordedBy("Hoàng Gia Bách");
    await editor.invite("Đại biểu", [...DELEGATES.slice(1)].reverse());
    await editor.invite("Khách mời", [PEOPLE.guest]);
    await expect(editor.ranked).toHaveText([...DELEGATES, PEOPLE.secretary, "Hoàng Gia Bách", PEOPLE.guest]);
    const { chair: chosen, secretaries } = await path.room();
    expect(chosen).toBe(await path.person(chair));
    expect(secretaries).toContain(await path.person(secretary));
    expect(secretaries).toHaveLength(2);
  });

  await test.step("five items are added in one go, three papers chosen at once, and a guest is invited to one item", async () => {
    await editor.addItems(ITEMS);
    await editor.sendFrom(papers.map((paper) => paper.path));
    await expect(editor.titles).toHaveText(ITEMS.map(({ title }) => title));
    await editor.inviteToItems(PEOPLE.guest, `3. ${ROAD}`);
  });

  await test.step("while files are on their way, what is typed in is kept field by field", async () => {
    await editor.show("Chương trình");
    await editor.fill("Tên cuộc họp", TITLE);
    await editor.choose("Loại", "Phiên họp UBND");
    await editor.choose("Đơn vị tổ chức", "UBND tỉnh Thanh Giang");
    const hours = await editor.inTwoWeeks();
    await editor.fill("Phòng", "Phòng họp số 1, trụ sở UBND tỉnh");
    await editor.fill("Hồ sơ số", "07.2026.PH-TH");
    await editor.fill("Giấy mời số", "452/GM-UBND ngày 10/12/2026");
    await editor.answer("Thông báo kết luận", "Có");
    await expect
      .poll(async () => (await path.room()).details)
      .toMatchObject({
        title: TITLE,
        kind: "committee_session",
        unit_name: "UBND tỉnh Thanh Giang",
        ...hours,
        place: "Phòng họp số 1, trụ sở UBND tỉnh",
        dossier_code: "07.2026.PH-TH",
        invitation: "452/GM-UBND ngày 10/12/2026",
        wants_notice: true,
      });
    await expect(secretary.getByText(/^Đã lưu \d\d:\d\d$/u)).toBeVisible();
  });

  await test.step("the papers find their items, and are kept to the byte", async () => {
    for (const paper of papers) {
      await expect(editor.paper(paper.title)).toContainText(`${paper.pages} trang`, { timeout: 90_000 });
    }
    await expect(secretary.getByText("Chưa có tài liệu: nội dung 3 và 5")).toBeVisible();
    const { items, documents } = await path.room();
    const found = Object.values(documents).map(({ item, versions }) => [items[item]?.title, versions.map(({ hash }) => hash)]);
    const hashes = await Promise.all(papers.map((paper) => paper.hash()));
    expect(found.sort()).toEqual([0, 1, 3].map((number, at) => [ITEMS[number]?.title, [hashes[at]]]).sort());
    expect((await server.database.ask("SELECT hash FROM document_version ORDER BY file_name")).flat()).toEqual(hashes);
    for (const hash of hashes) expect(await hashOf(join(server.data, "blobs", hash.slice(0, 2), hash.slice(2, 4), hash))).toBe(hash);
  });

  await test.step("a draft is its secretaries' alone; announced, it is there for those who are invited", async () => {
    for (const page of [official, guest]) expect(await office.status(page, `meetings/${path.meeting}`)).toBe(404);
    await editor.publish();
    expect((await path.room()).stage).toBe("published");
    expect(await server.database.ask("SELECT stage, items, documents, pages FROM meeting WHERE documents > 0")).toEqual([
      ["published", "5", "3", "340"],
    ]);
    expect(await path.logged("meeting_created", "document_added", "meeting_published")).toEqual(
      ["meeting_created", ...papers.map(() => "document_added"), "meeting_published"].map((kind) => [kind, expect.any(String), null]),
    );
    await Room.enter(official, server.url, path.meeting);
    const agenda = official.getByRole("list", { name: "Chương trình" });
    await expect(agenda.getByRole("heading", { level: 3 })).toHaveText(ITEMS.map(({ title }) => title));
  });

  await test.step("a guest is told of item 3 and of nothing else", async () => {
    const seen = await path.view(guest);
    expect(seen.standing).toBe("guest");
    expect(Object.values(seen.room.items).map(({ title }) => title)).toEqual([ROAD]);
    expect(seen.room.documents).toEqual({});
    for (const { title } of papers) {
      for (const { id } of await path.versions(title)) {
        for (const way of ["", "/file", "/annotations"]) expect(await office.status(guest, `versions/${id}${way}`), way).toBe(404);
      }
    }
  });
}

/** The digest of a file. */
async function hashOf(file: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const piece of createReadStream(file)) digest.update(piece);
  return digest.digest("hex");
}
