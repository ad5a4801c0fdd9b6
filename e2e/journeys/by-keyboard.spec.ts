// A meeting by keys alone: whoever chairs and whoever keeps the record never touch the glass. At every stop the focus is
// seen, and what closes gives it back to where it was opened from.
import { faultsOf } from "../fixtures/faults.ts";
import { Keys } from "../fixtures/keys.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { turnsThrough } from "../fixtures/signing.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
const CONCLUSION = "Giao Sở Tài chính theo dõi.";
const BASIS = "Giấy mời số 452/GM-UBND";

test.setTimeout(180_000);

test("a meeting is led, recorded, written up and signed with the keyboard alone", async ({ browser, office }) => {
  const { url } = office.server;
  const chair = await office.activate(browser, PEOPLE.chair);
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const faults = [chair, secretary].map(faultsOf);
  const meeting = await Meeting.of(office, secretary);
  const [leads, keeps] = [new Keys(chair), new Keys(secretary)];
  const button = (page: typeof chair, key: string) => page.getByRole("button", { name: say(key), exact: true });
  const sheet = (page: typeof chair) => page.getByRole("dialog");
  const dock = chair.getByRole("navigation", { name: say("dock") });
  const act = (key: string) => dock.getByRole("button", { name: say(key), exact: true });

  await test.step("signing in, and into the room", async () => {
    await chair.request.post(`${url}/api/v1/sign-out`, { headers: { origin: url } });
    // The browser's own list of keys, which would answer by itself here, is not offered.
    await chair.route("**/api/v1/sign-in/start", (route) => route.fulfill({ status: 500, body: "" }), { times: 1 });
    const offered = chair.waitForResponse("**/api/v1/sign-in/start");
    await chair.goto(`${url}/sign-in`);
    await offered;
    await leads.enter(button(chair, "sign-in"));
    await expect(chair.getByRole("heading", { name: say("meetings") })).toBeVisible();
    await leads.enter(chair.locator(`a[href="/meetings/${meeting.id}"]`).first());
    await expect(act("dock-open")).toBeVisible();
  });

  await test.step("the dock: the meeting and its first item are opened, a conclusion is stated", async () => {
    await leads.enter(act("dock-open"));
    await expect(act("dock-next")).toBeFocused();
    await leads.press("Enter");
    await expect(chair.getByText("Nội dung 1/5")).toBeVisible();
    await leads.enter(act("dock-conclude"));
    const conclude = chair.getByRole("dialog", { name: "Kết luận nội dung 1" });
    await expect(conclude.getByRole("textbox")).toBeFocused();
    await leads.leave(conclude, act("dock-conclude"));
    await leads.press("Enter");
    await expect(conclude.getByRole("textbox")).toBeFocused();
    await leads.type(CONCLUSION);
    await leads.enter(conclude.getByRole("button", { name: say("conclude-keep") }));
    await expect(conclude).toBeHidden();
    await expect(act("dock-conclude")).toBeFocused();
    expect((await meeting.items())[0]!.conclusions?.map(({ text }) => text)).toEqual([CONCLUSION]);
    await leads.enter(act("dock-more"));
    await leads.leave(sheet(chair), act("dock-more"));
  });

  await test.step("the record: hands are counted", async () => {
    await keeps.enter(secretary.locator(`a[href="/meetings/${meeting.id}"]`).first());
    const add = button(secretary, "vote-add");
    await keeps.enter(add);
    await expect(secretary.getByRole("group", { name: say("vote-add") })).toBeFocused();
    await keeps.typeInto(secretary.getByRole("textbox", { name: say("vote-subject") }), "Thông qua báo cáo");
    await keeps.typeInto(secretary.getByRole("textbox", { name: say("vote-approve"), exact: true }), "5");
    await keeps.enter(secretary.getByRole("button", { name: `Thêm một: ${say("vote-abstain")}` }));
    await keeps.enter(button(secretary, "vote-keep"));
    await expect(add).toBeFocused();
    expect((await meeting.items())[0]!.votes).toMatchObject([{ subject: "Thông qua báo cáo", approve: 5, reject: 0, abstain: 1 }]);
  });

  await test.step("the meeting is ended, and its minutes are written and submitted", async () => {
    await leads.enter(act("dock-more"));
    await leads.enter(sheet(chair).getByRole("button", { name: say("more-end") }));
    const question = chair.getByRole("dialog", { name: say("end-title") });
    await expect(question).toBeVisible();
    await leads.enter(question.getByRole("button", { name: say("more-end") }));
    await expect.poll(async () => (await meeting.room()).stage).toBe("closed");
    await keeps.enter(secretary.getByRole("link", { name: say("way-write") }));
    await keeps.typeInto(secretary.getByLabel(say("minutes-basis")), BASIS);
    await keeps.to(secretary.getByRole("radio", { name: say("minutes-number-hand") }));
    await expect(secretary.getByText(/^Đã lưu/u).first()).toBeVisible();
    await keeps.press("ArrowDown");
    await expect(secretary.getByRole("radio", { name: say("minutes-number-register") })).toBeChecked();
    const submit = button(secretary, "minutes-submit").first();
    await keeps.enter(submit);
    await expect(sheet(secretary)).toBeVisible();
    await keeps.leave(sheet(secretary), submit);
    await keeps.press("Enter");
    await keeps.to(sheet(secretary).getByRole("checkbox"));
    await keeps.press("Space");
    await keeps.enter(sheet(secretary).getByRole("button", { name: say("minutes-submit") }));
    await expect.poll(async () => (await meeting.room()).stage).toBe("minutes");
  });

  await test.step("the minutes are read through and signed", async () => {
    await keeps.enter(secretary.getByRole("link", { name: say("sign-minutes") }).first());
    await keeps.enter(button(secretary, "sign-key-make"));
    await expect(secretary.getByText(say("sign-key-here"))).toBeVisible();
    const column = secretary.getByRole("region", { name: say("minutes-pages") });
    const sign = button(secretary, "sign-minutes");
    await keeps.to(column);
    await turnsThrough(column, (key) => keeps.press(key), secretary.locator(".progress-line.done"));
    await expect(sign).toBeEnabled();
    await keeps.enter(sign);
    await expect(secretary.getByText(/Đã ký lúc/u)).toBeVisible({ timeout: 20_000 });
    expect((await meeting.room()).minutes.submitted?.signatures).toHaveLength(1);
  });

  expect(faults.flat()).toEqual([]);
  for (const page of [chair, secretary]) await page.context().close();
});
