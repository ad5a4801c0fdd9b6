// The archive's list and what is chosen of it: what a search found is marked, a dossier that comes back is checked
// again, and without a connection nothing looks as if it could be fetched. The dossiers are made up here.
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
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
const SOUND = "2 chữ ký nội bộ hợp lệ.";

test("what was found is marked, and without a connection nothing is offered to be fetched", async ({ browser, office }) => {
  const { url } = office.server;
  const page = await office.activate(browser, PEOPLE.secretary);
  await page.route(/\/api\/v1\/archive(\?|$)/u, async (route) => {
    const query = new URL(route.request().url()).searchParams.get("query") ?? "";
    await route.fulfill({ json: query.includes("999") ? [] : [DOSSIER] });
  });
  await page.route("**/api/v1/archive/*/verification", async (route) =>
    route.fulfill({
      json: { verdict: "valid", vi: SOUND, en: "Sound.", file: FILE, checked_at: Date.now(), signatures: [], findings: [] },
    }),
  );
  const row = page.locator(".archive-row");
  const search = page.getByRole("searchbox");

  await test.step("each word that was searched for is marked where it stands", async () => {
    await page.goto(`${url}/archive`);
    await expect(row).toHaveCount(1);
    await expect(row.locator("mark")).toHaveCount(0);
    await search.fill("phien thuong ky 01");
    await expect(row.locator("mark")).toHaveText(["01", "Phiên", "thường", "kỳ"]);
  });

  await test.step("a dossier that a search left out and brought back is checked again", async () => {
    await expect(page.getByText(SOUND)).toBeVisible();
    await search.fill("999");
    await expect(page.getByText(say("archive-none-found"))).toBeVisible();
    await search.fill("phien");
    await expect(row).toHaveCount(1);
    await expect(page.getByText(SOUND)).toBeVisible();
  });

  await test.step("without a connection the downloads are held back and say why", async () => {
    const file = page.getByRole("link", { name: say("archive-package") });
    await expect(file).toHaveAttribute("href", /package$/u);
    await page.context().setOffline(true);
    await expect(file).toBeDisabled();
    await expect(file).not.toHaveAttribute("href");
    await expect(page.getByRole("link", { name: say("archive-minutes") })).toBeDisabled();
    await expect(page.getByText(say("archive-download-cut"))).toBeVisible();
    await page.context().setOffline(false);
    await expect(file).toHaveAttribute("href", /package$/u);
    await expect(page.getByText(say("archive-download-cut"))).toBeHidden();
  });

  await page.context().close();
});
