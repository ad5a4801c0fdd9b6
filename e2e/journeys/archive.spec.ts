// The archive's list and what is chosen of it: what a search found is marked, a dossier that comes back is checked
// again, its files are fetched to the byte, and without a connection nothing looks as if it could be. A damaged paper, which
// is made up here, is called by its title.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Keys } from "../fixtures/keys.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { SigningDesk } from "../fixtures/signing.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");

test.setTimeout(180_000);

const FILE = "a".repeat(64);
const DOSSIER = {
  meeting: "0190a000-0000-7000-8000-000000000001",
  title: "Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026",
  unit_name: "UBND tỉnh Thanh Giang",
  chair_name: PEOPLE.chair,
  dossier_code: "07.2026.PH-TH",
  held_at: Date.UTC(2026, 11, 14, 1),
  stage: "archived",
  number: "01/BB-UBND",
  minutes: FILE,
  package: FILE,
  package_size: 2_100_000,
  archived_at: Date.UTC(2026, 11, 15, 1),
};
const ALTERED = "Tệp đã bị thay đổi: mã băm không khớp danh mục.";

test("a damaged paper is called by its title and its item, and its path is left to the details", async ({ browser, office }) => {
  const page = await office.activate(browser, PEOPLE.secretary);
  const { id } = await office.meeting(page);
  interface Seen {
    room: {
      documents: Record<string, { item: string; title: string; versions: { file_name: string }[] }>;
      items: Record<string, { title: string }>;
      document_order: string[];
    };
  }
  const { room } = await office.get<Seen>(page, `meetings/${id}`);
  const paper = room.documents[room.document_order[0]!]!;
  const path = `documents/01-${paper.versions[0]!.file_name}`;
  const finding = { verdict: "invalid", code: "package.file_altered", subject: path, vi: ALTERED, en: "The file was altered." };
  await page.route(/\/api\/v1\/archive(\?|$)/u, async (route) => route.fulfill({ json: [{ ...DOSSIER, meeting: id }] }));
  await page.route("**/api/v1/archive/*/verification", async (route) =>
    route.fulfill({
      json: { verdict: "invalid", vi: ALTERED, en: "Altered.", file: FILE, checked_at: Date.now(), signatures: [], findings: [finding] },
    }),
  );
  await page.goto(`${office.server.url}/archive/${id}`);
  const wrong = page.locator(".row.wrong");
  await expect(wrong).toContainText(paper.title);
  await expect(wrong).toContainText(`Nội dung 1: ${room.items[paper.item]!.title}`);
  await expect(wrong).toContainText("Nội dung tệp không còn như khi lưu trữ.");
  await expect(wrong).not.toContainText("documents/");
  await expect(page.getByText(path)).toBeHidden();
  await page.getByText(say("technical-details")).click();
  await expect(page.getByText(path)).toBeVisible();
  // A tablet that is turned keeps what was unfolded.
  await page.setViewportSize({ width: 834, height: 1194 });
  await expect(page.locator(".archive-list")).toHaveCount(0);
  await expect(page.getByText(path)).toBeVisible();
  await page.context().close();
});

test("the year is asked of the server, and without a connection it cannot be chosen", async ({ browser, office }) => {
  const page = await office.activate(browser, PEOPLE.secretary);
  const earlier = { ...DOSSIER, meeting: "0190a000-0000-7000-8000-000000000002", held_at: Date.UTC(2025, 10, 3, 1) };
  await page.route(/\/api\/v1\/archive(\?|$)/u, async (route) => {
    const year = new URL(route.request().url()).searchParams.get("year");
    await route.fulfill({ json: [DOSSIER, earlier].filter(({ held_at }) => !year || new Date(held_at).getUTCFullYear() === Number(year)) });
  });
  await page.goto(`${office.server.url}/archive`);
  const rows = page.locator(".archive-row");
  const facets = page.getByRole("group", { name: say("archive-facets") });
  const year = facets.getByRole("button", { name: say("archive-year"), exact: true });
  const chosen = facets.locator("[aria-pressed='true']");
  await expect(rows).toHaveCount(2);
  await page.context().setOffline(true);
  await expect(year).toBeDisabled();
  await expect(year).toHaveAttribute("title", say("needs-connection"));
  await year.click({ force: true });
  await expect(facets.getByRole("button", { name: "2025" })).toHaveCount(0);
  await page.context().setOffline(false);
  await expect(year).toBeEnabled();
  await year.click();
  await facets.getByRole("button", { name: "2025" }).click();
  await expect(rows).toHaveCount(1);
  await page.context().setOffline(true);
  await expect(chosen).toBeDisabled();
  await chosen.click({ force: true });
  await expect(chosen).toHaveText("2025");
  await page.context().setOffline(false);
  await expect(chosen).toBeEnabled();
  await chosen.click();
  await expect(rows).toHaveCount(2);
  await page.context().close();
});

test("what was found is marked, its files are what the server keeps, and without a connection none is offered", async ({ browser, office }) => {
  const { url } = office.server;
  const page = await office.activate(browser, PEOPLE.secretary);
  const chair = await office.activate(browser, PEOPLE.chair);
  const meeting = await Meeting.of(office, page);
  await meeting.submitMinutes(page, chair);
  for (const signer of [page, chair]) {
    const desk = await SigningDesk.open(signer, url, meeting.id);
    await desk.prepare();
    await desk.signs();
  }
  await expect.poll(async () => (await meeting.room()).stage, { timeout: 60_000 }).toBe("archived");
  let checks = 0;
  page.on("request", (request) => void (checks += request.url().endsWith("/verification") ? 1 : 0));
  const row = page.locator(".archive-row");
  const search = page.getByRole("searchbox");
  const verdict = page.locator(".verdict").first();
  const keys = new Keys(page);

  await test.step("each word that was searched for is marked where it stands", async () => {
    await page.goto(`${url}/archive`);
    await expect(row).toHaveCount(1);
    await expect(row.locator("mark")).toHaveCount(0);
    await search.fill("phien thuong ky 01");
    await expect(row.locator("mark")).toHaveText(["01", "Phiên", "thường", "kỳ"]);
  });

  await test.step("a dossier that a search left out and brought back is checked again", async () => {
    await expect(verdict).toContainText(/hợp lệ/iu);
    await search.fill("đường tỉnh 999");
    await expect(page.getByText(say("archive-none-found"))).toBeVisible();
    const before = checks;
    await search.fill("phien");
    await expect(row).toHaveCount(1);
    await expect(verdict).toContainText(/hợp lệ/iu);
    expect(checks).toBeGreaterThan(before);
  });

  await test.step("the list and its verdict are come to with the keyboard alone", async () => {
    await page.reload();
    await keys.typeInto(search, "thuong ky");
    await expect(row.locator("mark").first()).toBeVisible();
    await keys.enter(row);
    await expect(row).toHaveAttribute("aria-current", "true");
    await expect(verdict).toContainText(/hợp lệ/iu);
    const tab = (name: string) => page.getByRole("tab", { name: say(name) });
    await keys.to(tab("archive-tab-check"));
    await keys.press("ArrowLeft");
    await expect(tab("archive-tab-log")).toBeFocused();
    await expect(tab("archive-tab-log")).toHaveAttribute("aria-selected", "true");
    await keys.press("ArrowRight");
    await expect(verdict).toContainText(/hợp lệ/iu);
    await keys.to(page.getByRole("link", { name: say("archive-package") }));
  });

  await test.step("what the two links fetch is what the server keeps, to the byte", async () => {
    interface Entry {
      minutes: string;
      package: string;
      package_size: number;
    }
    const [entry] = await office.get<Entry[]>(page, "archive");
    for (const [link, hash, kind] of [["archive-minutes", entry!.minutes, "pdf"], ["archive-package", entry!.package, "zip"]] as const) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: say(link) }).click()]);
      expect(download.suggestedFilename()).toMatch(kind === "pdf" ? /^Bien-ban-[\w-]+\.pdf$/u : /\.zip$/u);
      const bytes = await readFile(await download.path());
      expect(createHash("sha256").update(bytes).digest("hex"), kind).toBe(hash);
      if (kind === "zip") expect(bytes.length).toBe(entry!.package_size);
    }
  });

  await test.step("without a connection the downloads are held back and say why", async () => {
    const file = page.getByRole("link", { name: say("archive-package") });
    await expect(file).toHaveAttribute("href", /package$/u);
    await page.context().setOffline(true);
    await expect(file).toBeDisabled();
    await expect(file).not.toHaveAttribute("href");
    await expect(page.getByRole("link", { name: say("archive-minutes") })).toBeDisabled();
    await expect(page.getByText(say("archive-download-cut"))).toBeVisible();
    await expect(page.getByText(say("connection-lost-archive"))).toBeVisible();
    await page.context().setOffline(false);
    await expect(file).toHaveAttribute("href", /package$/u);
    await expect(page.getByText(say("archive-download-cut"))).toBeHidden();
  });

  for (const one of [page, chair]) await one.context().close();
});
