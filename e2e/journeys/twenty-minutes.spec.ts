// A whole meeting is ready to be announced in twenty minutes of hands and sixty touches: five items, twelve files,
// twenty-five people. The browser counts; every touch is reckoned at five seconds, every character at half a second.
import { Editor, type PaperFile } from "../fixtures/editor.ts";
import { Hands } from "../fixtures/hands.ts";
import { DRAWING, expect, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { pdf } from "../fixtures/pdf.ts";

interface Found {
  name: string;
}
interface Room {
  room: {
    stage: string;
    participants: Record<string, { name: string }>;
    items: Record<string, { title: string; presenting_body: string; minutes: number }>;
    documents: Record<string, { item: string; versions: { pages: number }[] }>;
  };
}

const AGENDA = `1. Tình hình kinh tế - xã hội năm 2026 (Sở Tài chính, 30 phút)
2. Dự toán ngân sách năm 2027 (Sở Tài chính, 40 phút)
3. Điều chỉnh hướng tuyến đường tỉnh 635 (Sở Xây dựng, 30 phút)
4. An toàn hồ chứa trước mùa mưa (Sở Nông nghiệp và Môi trường, 20 phút)
5. Việc khác (Văn phòng UBND tỉnh, 15 phút)`;
/** Who works there besides the people of the demonstration. */
const COLLEAGUES = [
  ...["Vũ Đình Khôi", "Trương Thị Ngân Hà", "Hà Văn Lộc", "Phan Thị Diệu Linh", "Chu Minh Đức", "Tạ Thị Hồng Nhung"],
  ...["Quách Tuấn Anh", "Lâm Thị Kiều Oanh", "Dương Quốc Bảo", "Kiều Thị Minh Tâm", "Nghiêm Xuân Trường", "Thái Thị Bích Ngọc"],
  ...["Tô Văn Hiệp", "Mai Thị Thu Trang", "Đinh Công Sơn", "La Thị Mỹ Hạnh"],
];
/** How many files each item has. */
const FILES = [3, 3, 2, 3, 1];

test.setTimeout(240_000);

test("five items, twelve files and twenty-five people are ready in sixty touches and twenty minutes of hands", async ({ browser, office }) => {
  const { server } = office;
  const administrator = await office.activate(browser, PEOPLE.administrator);
  const units = await office.get<{ id: string; name: string }[]>(administrator, "units");
  const unit = units.find(({ name }) => name === "Sở Tài chính")?.id;
  for (const name of COLLEAGUES) {
    const positions = [{ unit, title: "Phó Giám đốc", precedence: 80, valid_from: null }];
    await office.post(administrator, "people", { name, email: null, phone: null, positions, grants: [] });
  }
  await administrator.context().close();
  const secretary = await office.activate(browser, PEOPLE.secretary);
  await secretary.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  const directory = await office.get<Found[]>(secretary, "people");
  // As a spreadsheet has them; who prepares the meeting, chairs it or keeps the office is left out.
  const others: string[] = [PEOPLE.secretary, PEOPLE.chair, PEOPLE.administrator];
  const people = directory.filter(({ name }) => !others.includes(name)).slice(0, 25);
  expect(people).toHaveLength(25);
  const list = people.map(({ name }, index) => `${index + 1}\t${name}`).join("\n");
  const files: PaperFile[] = FILES.flatMap((count, item) =>
    Array.from({ length: count }, (_, index) => ({
      name: `${item + 1}. Tai lieu ${"abc"[index]}.pdf`,
      bytes: pdf(index === 0 ? REPORT : DRAWING, { weight: (item * 3 + index + 1) * 1024 }),
    })),
  );
  expect(files).toHaveLength(12);
  const copy = (text: string) => secretary.evaluate((text) => navigator.clipboard.writeText(text), text);

  const hands = await Hands.on(secretary);
  const editor = await Editor.make(secretary, server.url);
  await editor.fill("Tên cuộc họp", "Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026");
  await editor.inTwoWeeks();
  await editor.fill("Phòng", "Phòng họp số 1, trụ sở UBND tỉnh");
  await editor.chairedBy(PEOPLE.chair);

  await test.step("people from a spreadsheet", async () => {
    await editor.show("Thành phần");
    await copy(list);
    await secretary.getByRole("button", { name: "Dán danh sách" }).click();
    const sheet = secretary.getByRole("dialog", { name: "Dán danh sách" });
    await sheet.getByRole("button", { name: "Dán từ bộ nhớ tạm" }).click();
    await sheet.getByRole("button", { name: /^Thêm \d+ người$/u }).click();
    await expect(sheet).toBeHidden();
  });

  await test.step("an agenda from a word processor", async () => {
    await editor.show("Chương trình");
    await copy(AGENDA);
    await secretary.getByRole("button", { name: "Dán chương trình" }).click();
    const sheet = secretary.getByRole("dialog", { name: "Dán chương trình" });
    await sheet.getByRole("button", { name: "Dán từ bộ nhớ tạm" }).click();
    await sheet.getByRole("button", { name: "Thêm 5 nội dung" }).click();
    await expect(editor.titles).toHaveCount(5);
  });

  await test.step("twelve files in one drop", async () => {
    await editor.send(files);
    // Copying the two texts, and carrying the files over, happens outside the page.
    hands.also(6);
    await expect(secretary.getByText("Đã đủ để công bố.")).toBeVisible({ timeout: 120_000 });
    await expect(secretary.getByRole("button", { name: "Thao tác với tài liệu" })).toHaveCount(12);
  });

  const description = `${hands.touches} touches, ${hands.characters} characters, ${hands.minutes.toFixed(1)} minutes`;
  test.info().annotations.push({ type: "hands", description });
  expect(hands.touches).toBeGreaterThan(10);
  expect(hands.touches).toBeLessThanOrEqual(60);
  expect(hands.minutes).toBeLessThanOrEqual(20);

  await editor.publish();
  const { room } = await office.get<Room>(secretary, `meetings/${editor.meeting}`);
  expect(room.stage).toBe("published");
  const invited = Object.values(room.participants).map(({ name }) => name);
  expect(invited).toEqual(expect.arrayContaining(people.map(({ name }) => name)));
  const items = Object.entries(room.items).sort(([, one], [, other]) => one.title.localeCompare(other.title));
  expect(items.map(([, { minutes }]) => minutes).sort()).toEqual([15, 20, 30, 30, 40]);
  const papers = Object.values(room.documents);
  expect(papers.every(({ versions }) => versions.length === 1)).toBe(true);
  const held = items.map(([id]) => papers.filter(({ item }) => item === id).length);
  expect(held.sort()).toEqual([...FILES].sort());
  await secretary.context().close();
});
