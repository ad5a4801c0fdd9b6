// What somebody chooses for a tablet, in every window of the app that is open on it.
import { expect, PEOPLE, test } from "../fixtures/office.ts";

test("a choice holds in every window of the tablet, and its own day and night at once", async ({ browser, office }) => {
  const page = await office.activate(browser, PEOPLE.official);
  await page.goto(`${office.server.url}/me`);
  const beside = await page.context().newPage();
  await beside.goto(`${office.server.url}/me`);
  const choose = (name: string) => page.getByRole("main").locator("label", { hasText: name }).click();
  const other = beside.getByRole("main");
  const root = beside.locator("html");
  await expect(other.getByRole("radio", { name: "Cỡ chữ thường" })).toBeChecked();

  await page.getByRole("main").getByRole("radio", { name: "Cỡ chữ rất lớn" }).check({ force: true });
  await expect(root).toHaveAttribute("data-text", "larger");
  await expect(other.getByRole("radio", { name: "Cỡ chữ rất lớn" })).toBeChecked();

  await choose("Tối");
  await expect(root).toHaveAttribute("data-theme", "dark");
  await choose("Theo máy");
  await expect(root).toHaveAttribute("data-theme", "light");
  await beside.emulateMedia({ colorScheme: "dark" });
  await expect(root).toHaveAttribute("data-theme", "dark");
  await beside.emulateMedia({ colorScheme: "light" });
  await expect(root).toHaveAttribute("data-theme", "light");
});
