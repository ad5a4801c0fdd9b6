// The printable set: the secretary from the editor, the chair and a guest from the room. What is saved is judged by other
// programs than ours: qpdf, poppler, unzip.
import type { Page } from "@playwright/test";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Meeting } from "../fixtures/meeting.ts";
import { DRAWING, expect, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { isSoundEitherWay } from "../fixtures/sound.ts";

test.setTimeout(120_000);

const run = promisify(execFile);
const ALL = REPORT.length + DRAWING.length;

test("everybody saves the papers that they may read, as one PDF and as files", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const meeting = await Meeting.of(office, secretary);

  await test.step("the secretary, from the editor", async () => {
    await secretary.goto(`${server.url}/meetings/${meeting.id}/edit`);
    await secretary.getByRole("button", { name: "Bản in" }).click();
    const sheet = secretary.getByRole("dialog", { name: "Bản in" });
    await expect(sheet).toContainText(`2 tài liệu, ${ALL} trang, và tờ chương trình.`);
    await isSoundEitherWay(secretary, "the printable set");
    const { path, text } = await savePdf(secretary);
    expect(text).toHaveLength(ALL + 1);
    expect(text[0]).toContain("TÀI LIỆU CUỘC HỌP");
    expect(text[0]).toContain(`Người in: ${PEOPLE.secretary}`);
    expect(text[0]).not.toContain("Điểm danh đến lúc in");
    expect(text[REPORT.length]).toContain(`Trang ${REPORT.length}`);
    const { stdout } = await run("pdfinfo", [path]);
    expect(stdout).toMatch(/Title: +Tài liệu: Phiên họp UBND tỉnh/u);
    expect(await saveZip(secretary)).toEqual(["00 Chương trình.pdf", expect.stringMatching(/^01 .+\.pdf$/u), expect.stringMatching(/^02 .+\.pdf$/u)]);
  });

  const chair = await office.activate(browser, PEOPLE.chair);
  await meeting.begin(chair);
  await test.step("the chair, from the agenda in the room, once the meeting is open", async () => {
    await chair.goto(`${server.url}/meetings/${meeting.id}`);
    await openInRoom(chair);
    const { text } = await savePdf(chair);
    expect(text.length).toBeGreaterThan(ALL);
    const cover = text.slice(0, text.length - ALL).join();
    expect(cover).toContain("Điểm danh đến lúc in");
    expect(cover).toContain(`Người in: ${PEOPLE.chair}`);
  });

  await test.step("a guest gets the papers of their item, and no others are named", async () => {
    const guest = await office.activate(browser, PEOPLE.guest);
    await guest.goto(`${server.url}/meetings/${meeting.id}`);
    await openInRoom(guest);
    const sheet = guest.getByRole("dialog", { name: "Bản in" });
    await expect(sheet).toContainText(`1 tài liệu, ${DRAWING.length} trang, và tờ chương trình.`);
    const { text } = await savePdf(guest);
    const items = await meeting.items();
    expect(text.join()).not.toContain(items[0]!.title);
    expect(text.at(-1)).toContain("Trang 1");
    expect(await saveZip(guest)).toHaveLength(2);

    await guest.context().setOffline(true);
    await expect(sheet).toContainText("Bản in do máy chủ tạo nên cần có kết nối.");
    await expect(sheet.getByText("Tải tệp PDF")).toBeVisible();
    await expect(sheet.getByRole("link")).toHaveCount(0);
    await guest.context().setOffline(false);
    await expect(sheet.getByRole("link", { name: /Tải tệp PDF/u })).toBeVisible();
  });
});

/** The sheet, from the end of the agenda. */
async function openInRoom(page: Page): Promise<void> {
  const agenda = page.getByRole("button", { name: "Chương trình" });
  await expect(agenda).toBeVisible();
  if ((await agenda.getAttribute("aria-expanded")) !== "true") await agenda.click();
  await page.getByRole("button", { name: "Bản in" }).click();
}

/** Has the PDF made and saves it: where it lies, and the text of each of its pages. */
async function savePdf(page: Page): Promise<{ path: string; text: string[] }> {
  const sheet = page.getByRole("dialog", { name: "Bản in" });
  await sheet.getByRole("button", { name: "Tạo tệp PDF" }).click();
  const path = await saved(page, /Tải tệp PDF/u, /^Tài liệu họp - .+\.pdf$/u);
  await run("qpdf", ["--check", path]);
  const { stdout } = await run("pdftotext", ["-layout", path, "-"]);
  return { path, text: stdout.split("\f").slice(0, -1) };
}

/** Saves the ZIP: the names in it, after its checksums were found right. */
async function saveZip(page: Page): Promise<string[]> {
  const path = await saved(page, /Tải tệp ZIP/u, /^Tài liệu họp - .+\.zip$/u);
  const read = "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print('\\n'.join(z.namelist()))";
  const { stdout } = await run("python3", ["-X", "utf8", "-c", read, path]);
  return stdout.trim().split("\n");
}

async function saved(page: Page, link: RegExp, name: RegExp): Promise<string> {
  const coming = page.waitForEvent("download");
  await page.getByRole("dialog", { name: "Bản in" }).getByRole("link", { name: link }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(name);
  return download.path();
}
