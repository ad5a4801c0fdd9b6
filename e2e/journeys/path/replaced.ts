// Papers change while the meeting is held: one comes late, one comes back in a new version.
import type { Page } from "@playwright/test";
import { Editor } from "../../fixtures/editor.ts";
import { Paper } from "../../fixtures/papers.ts";
import { Room } from "../../fixtures/room.ts";
import { expect, test } from "../../fixtures/server.ts";
import type { Path } from "./path.ts";

export async function replaced(path: Path): Promise<void> {
  const { office, server, tablets } = path;
  const { secretary, official, guest } = tablets;
  const [report, revised, drawing] = [Paper.report(), Paper.revised(), Paper.drawing()];
  const author = Room.of(official);
  const agenda = (page: Page) => page.getByRole("list", { name: "Chương trình" });
  const editor = await Editor.open(secretary, server.url, path.meeting);

  await test.step("a paper that comes late is the guest's, and the guest's room holds nothing beside", async () => {
    await editor.sendFrom([drawing.path]);
    await expect(editor.paper(drawing.title)).toContainText("1 trang", { timeout: 30_000 });
    const room = await Room.enter(guest, server.url, path.meeting);
    await room.shows(1, 1);
    await room.isPage(drawing, 1);
    await expect(agenda(guest).getByRole("heading", { level: 3 })).toHaveText([/Đường tỉnh 635/]);
    await expect(guest.getByText("Tình hình kinh tế")).toHaveCount(0);
    const [version] = await path.versions(drawing.title);
    const seen = await path.view(guest);
    expect(Object.values(seen.room.documents).flatMap(({ versions }) => versions.map(({ id }) => id))).toEqual([version?.id]);
  });

  await test.step("a paper is replaced for a reason, and its readers are told what that means to them", async () => {
    await editor.replace(report.title, "Cập nhật số liệu", revised.path);
    await expect(editor.paper(report.title)).toContainText("Bản 2: Cập nhật số liệu", { timeout: 30_000 });
    expect(await path.versions(report.title)).toMatchObject([
      { pages: report.pages, hash: await report.hash(), reason: "" },
      { pages: revised.pages, hash: await revised.hash(), reason: "Cập nhật số liệu" },
    ]);
    expect(await server.database.count("document_version")).toBe(5);

    // The page that is read stays on the desk, and says that it is the old one.
    await expect(official.getByText(/^Bạn đang xem bản 1\. Có bản mới \(bản 2, /u)).toBeVisible();
    await author.shows(12, report.pages);
    await expect(agenda(official).getByText(/^Có bản mới \(bản 2, .*\):$/u)).toBeVisible();
    // The server reads the new file's words in its own time, and the tablet asks again until it has.
    await expect(agenda(official).getByText("Sửa trang 12, nơi có ghi chú của tôi.")).toBeVisible({ timeout: 40_000 });
    await expect(agenda(official).getByText("Thêm trang 41.")).toBeVisible();
  });

  await test.step("notes stay on the version on which they were made, one touch away", async () => {
    await official.getByRole("button", { name: "Mở bản 2", exact: true }).click();
    await author.shows(1, revised.pages);
    await author.goTo(revised.pages);
    await author.isPage(revised, revised.pages);
    await author.goTo(12);
    await author.isPage(revised, 12);
    await expect(author.cards).toHaveCount(0);
    await expect.poll(() => author.inked()).toBe(0);
    const [older, newer] = await path.versions(report.title);
    expect(await office.get<object[]>(official, `versions/${newer?.id}/notes`)).toEqual([]);
    expect(await server.database.count(`entry WHERE stream = 'annotations/${newer?.id}'`)).toBe(0);

    await agenda(official).getByRole("button", { name: "Ghi chú của tôi vẫn ở bản 1. Mở bản 1" }).click();
    await author.shows(1, report.pages);
    await author.goTo(12);
    await author.isPage(report, 12);
    await expect(author.cards).toHaveCount(1);
    await expect.poll(() => author.inked()).toBeGreaterThan(500);
    expect(await office.get<object[]>(official, `versions/${older?.id}/notes`)).toHaveLength(2);
    const who = await path.person(secretary);
    expect((await path.logged("document_added", "document_replaced")).slice(3)).toEqual([
      ["document_added", who, null],
      ["document_replaced", who, null],
    ]);
  });
}
