// What is not held: a draft made by mistake is deleted, an announced meeting is called off and says why to whoever was to
// come, also on a tablet that is in its room.
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { hold } from "../fixtures/hold.ts";
import { isSoundEitherWay } from "../fixtures/sound.ts";
import { words } from "../fixtures/words.ts";

test.setTimeout(120_000);

const say = words("vi");
const DRAFT = "Họp giao ban Văn phòng UBND tỉnh";
const OFFICIAL = "Hồ Thị Xuân Ái";
const REASON = "Chủ trì có việc đột xuất";

test("a draft is deleted, and a meeting that is called off stays with its reason", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const draft = await office.meeting(secretary, DRAFT);
  const { id } = await office.meeting(secretary);
  const more = secretary.getByRole("button", { name: say("meeting-more"), exact: true });
  const sheet = secretary.getByRole("dialog");
  const titles = async () => (await office.get<{ title: string }[]>(secretary, "meetings")).map(({ title }) => title);

  await test.step("a draft is deleted after its name was read once more, and is nowhere any more", async () => {
    await secretary.goto(`${server.url}/meetings/${draft.id}/edit`);
    await more.click();
    await expect(secretary.getByRole("button", { name: say("call-off"), exact: true })).toBeHidden();
    await secretary.getByRole("button", { name: say("call-off-draft") }).click();
    await expect(sheet).toContainText(DRAFT);
    await isSoundEitherWay(secretary, "whether a draft is deleted");
    await sheet.getByRole("button", { name: say("cancel") }).click();
    await expect(sheet).toBeHidden();
    expect(await titles()).toContain(DRAFT);

    await more.click();
    await secretary.getByRole("button", { name: say("call-off-draft") }).click();
    await sheet.getByRole("button", { name: say("call-off-draft") }).click();
    await expect(secretary.getByText(`Đã xóa bản nháp “${DRAFT}”.`)).toBeVisible();
    await expect(secretary.getByRole("heading", { level: 1, name: say("meetings") })).toBeVisible();
    await expect(secretary.getByRole("link").filter({ hasText: DRAFT })).toHaveCount(0);
    expect(await titles()).not.toContain(DRAFT);
    await secretary.goto(`${server.url}/meetings/${draft.id}/edit`);
    await expect(secretary.getByText(say("room-not-invited"))).toBeVisible();
  });

  await test.step("a draft without a name is deleted from the calendar itself", async () => {
    const before = await titles();
    // While it is made, its screen is the product's already, with the way elsewhere.
    const held = hold();
    await secretary.route("**/api/v1/meetings/*/commands", async (route) => {
      await held.until;
      await route.continue();
    });
    await secretary.goto(`${server.url}/meetings/new`);
    await expect(secretary.getByRole("navigation", { name: say("rail-label") })).toBeVisible();
    await expect(secretary.getByRole("heading", { level: 1, name: say("editor") })).toBeVisible();
    expect(new URL(secretary.url()).pathname).toBe("/meetings/new");
    held.letGo();
    await secretary.waitForURL(/\/edit$/u);
    await secretary.unrouteAll({ behavior: "wait" });
    await secretary.goto(server.url);
    const row = secretary.locator(".meeting-line").filter({ hasText: say("meeting-untitled") });
    await row.getByRole("button").click();
    await row.getByRole("button", { name: say("call-off-draft") }).click();
    await expect(sheet).toContainText(say("meeting-untitled"));
    await sheet.getByRole("button", { name: say("call-off-draft") }).click();
    await expect(row).toHaveCount(0);
    expect(await titles()).toEqual(before);
  });

  await test.step("a server that never answers ends in words and a way on, and one draft is made", async () => {
    const before = await titles();
    let asked = 0;
    await secretary.clock.install();
    await secretary.route("**/api/v1/meetings/*/commands", async (route) => {
      asked += 1;
      // The first is never answered.
      if (asked > 1) await route.continue();
    });
    await secretary.goto(`${server.url}/meetings/new`);
    await expect.poll(() => asked).toBe(1);
    await secretary.clock.runFor(119_000);
    await expect(secretary.getByRole("button", { name: say("retry") })).toHaveCount(0);
    await secretary.clock.runFor(2_000);
    await secretary.getByRole("button", { name: say("retry") }).click();
    await secretary.waitForURL(/\/edit$/u);
    await secretary.unrouteAll({ behavior: "ignoreErrors" });
    expect(await titles()).toHaveLength(before.length + 1);
  });

  const official = await office.activate(browser, OFFICIAL);
  await official.goto(`${server.url}/meetings/${id}`);
  await expect(official.locator(".room:not(.waits)")).toBeVisible();
  const card = (page: typeof official) => page.locator(".called-off");

  await test.step("an announced meeting is called off with a reason, which reaches the room at once", async () => {
    await secretary.goto(`${server.url}/meetings/${id}/edit`);
    await more.click();
    await secretary.getByRole("button", { name: say("call-off"), exact: true }).click();
    await expect(sheet.getByRole("button", { name: say("call-off-choose-reason") })).toBeDisabled();
    await sheet.getByRole("button", { name: REASON }).click();
    await isSoundEitherWay(secretary, "why a meeting is called off");
    await sheet.getByRole("button", { name: say("call-off"), exact: true }).click();
    await expect(card(secretary)).toContainText(REASON);
    await isSoundEitherWay(secretary, "a meeting that was called off");
    await expect(card(official)).toContainText(say("stage-cancelled"));
    await expect(card(official)).toContainText(REASON);
    await expect(card(official)).toContainText(PEOPLE.secretary);
    await expect(official.locator(".room:not(.waits)")).toBeHidden();
    await expect(card(official).getByRole("link", { name: say("called-off-copy") })).toBeHidden();
  });

  await test.step("an official finds it in the calendar and among what they are to know, and nothing to be done", async () => {
    await official.goto(server.url);
    const row = official.locator(".meeting-row.off");
    await expect(row).toContainText(say("stage-cancelled"));
    await expect(row).toContainText(REASON);
    await expect(official.getByRole("link", { name: say("enter-room") })).toHaveCount(0);
    await official.goto(`${server.url}/waiting`);
    const told = official.getByRole("listitem").filter({ hasText: say("duty-called-off") });
    await expect(told).toContainText(REASON);
    await isSoundEitherWay(official, "that a meeting was called off");
    await told.getByRole("link").click();
    await expect(card(official)).toBeVisible();
  });

  await test.step("who prepared it copies it for another day", async () => {
    await card(secretary).getByRole("link", { name: say("called-off-copy") }).click();
    await secretary.getByRole("button", { name: say("copy-make") }).click();
    await secretary.waitForURL((address) => address.pathname.endsWith("/edit") && !address.pathname.includes(id));
    await expect(secretary.getByRole("button", { name: say("publish"), exact: true })).toBeVisible();
  });

  for (const page of [secretary, official]) await page.context().close();
});
