// What is typed into the minutes reaches the server, and what is taken back is taken back, whatever was under way when
// the screen was left.
import { faultsOf } from "../fixtures/faults.ts";
import { hold } from "../fixtures/hold.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { words } from "../fixtures/words.ts";

interface Minutes {
  text: { basis: string; items: { course: string[] }[] };
}

const say = words("vi");
const COURSE = "Sở Tài chính báo cáo.";

test.setTimeout(240_000);

test("a screen that is left owes the server nothing", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const chair = await office.activate(browser, PEOPLE.chair);
  const meeting = await Meeting.of(office, secretary);
  const { id } = meeting;
  await meeting.begin(chair);
  await meeting.command(secretary, { do: "record_course", item: (await meeting.items())[0]!.id, text: COURSE });
  await meeting.command(chair, { do: "close" });
  const minutes = async () => (await office.get<Minutes>(secretary, `meetings/${id}/minutes`)).text;
  const faults = faultsOf(secretary);
  const open = async () => {
    await secretary.goto(`${server.url}/meetings/${id}/minutes`);
    await expect(secretary.getByLabel(say("minutes-basis"))).toBeVisible();
  };
  const leave = async () => {
    await secretary.getByRole("link", { name: say("meetings") }).first().click();
    await expect(secretary.getByRole("heading", { name: say("meetings") })).toBeVisible();
  };
  const basis = secretary.getByLabel(say("minutes-basis"));
  const course = secretary.getByLabel(say("minutes-course")).first();

  await test.step("words that were typed while earlier ones were on their way follow them", async () => {
    await open();
    // Others, and those that stood there before.
    for (const words of ["Giấy mời số 453/GM-UBND", await basis.inputValue()]) {
      const held = hold();
      const asked = secretary.waitForRequest((request) => request.method() === "PUT", { timeout: 15_000 });
      await secretary.route(`**/meetings/${id}/minutes`, async (route) => {
        if (route.request().method() === "PUT") await held.until;
        await route.continue();
      });
      await basis.fill("Giấy mời");
      await asked;
      await basis.fill(words);
      await leave();
      held.letGo();
      await expect.poll(async () => (await minutes()).basis).toBe(words);
      await secretary.unrouteAll({ behavior: "wait" });
      await open();
      await expect(basis).toHaveValue(words);
    }
  });

  await test.step("a redraft is taken back also once its screen was left", async () => {
    await expect(course).toHaveValue(COURSE);
    await course.fill("Sở Tài chính báo cáo; các đại biểu thống nhất.");
    await expect.poll(async () => (await minutes()).items[0]!.course).toEqual(["Sở Tài chính báo cáo; các đại biểu thống nhất."]);
    await secretary.getByRole("button", { name: say("minutes-redraft"), exact: true }).click();
    await expect(course).toHaveValue(COURSE);
    const undo = secretary.locator(".toasts").getByRole("button", { name: say("undo") });
    // What is pointed at does not go.
    await undo.hover();
    await secretary.getByRole("link", { name: say("meetings") }).first().press("Enter");
    await expect(secretary.getByRole("heading", { name: say("meetings") })).toBeVisible();
    await undo.click();
    await expect(secretary.getByText(say("minutes-redraft-undone"))).toBeVisible();
    expect((await minutes()).items[0]!.course).toEqual(["Sở Tài chính báo cáo; các đại biểu thống nhất."]);
  });

  expect(faults).toEqual([]);
  for (const page of [secretary, chair]) await page.context().close();
});
