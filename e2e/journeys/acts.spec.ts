// What whoever conducts and whoever keeps the record do is done once, and to what they meant: a hand that trembles taps
// twice, and while somebody writes the meeting goes on.
import { Dock, Record } from "../fixtures/conduct.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";
import { isSound, isSoundEitherWay } from "../fixtures/sound.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");

test.setTimeout(180_000);

test("a double tap acts once, and a conclusion stays with its item", async ({ browser, office }) => {
  const { server } = office;
  const chair = await office.activate(browser, PEOPLE.chair);
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const meeting = await Meeting.of(office, chair);
  const { id } = meeting;
  await meeting.begin(chair);
  const [first] = await meeting.items();

  await test.step("of two votes one is struck", async () => {
    const record = await Record.enter(secretary, server.url, id);
    await record.vote("Thông qua báo cáo", 3, 0, 0);
    await record.vote("Thông qua phụ lục", 2, 0, 1);
    const strike = secretary.locator(".vote").getByRole("button", { name: "Xóa" });
    await expect(strike).toHaveCount(2);
    await strike.first().dblclick();
    await expect(strike).toHaveCount(1);
    // Once it can be pressed again, nothing more is under way.
    await expect(strike).not.toHaveAttribute("aria-disabled");
    expect((await meeting.items())[0]!.votes?.map(({ subject }) => subject)).toEqual(["Thông qua phụ lục"]);
    await isSoundEitherWay(secretary, "record");
  });

  await test.step("a vote that is not the one that was meant stays", async () => {
    const another = { do: "strike_hand_vote", item: first!.id, index: 0, at: 1 };
    expect(await office.command(secretary, id, another)).toEqual({ outcome: "rejected", reason: "unknown_record" });
  });

  await Room.enter(chair, server.url, id);
  await test.step("one item is opened", async () => {
    const next = chair.getByRole("navigation", { name: "Điều hành" }).getByRole("button", { name: "Nội dung tiếp theo" });
    // Twice in one press of the hand, and the button keeps its look from the first moment on.
    await next.evaluate((button) => {
      const seen = new MutationObserver(() => {
        // What settles keeps its colours (`.settling`), and whoever asks is told that it takes no press.
        if (button.matches("[aria-disabled]:not(.settling)")) button.setAttribute("data-went-grey", "");
      });
      seen.observe(button, { attributeFilter: ["aria-disabled", "class"] });
    });
    await next.dblclick();
    await expect(chair.getByText("Nội dung 2/5")).toBeVisible();
    await expect(next).not.toHaveAttribute("aria-busy");
    await expect(next).not.toHaveAttribute("aria-disabled");
    await expect(next).not.toHaveAttribute("data-went-grey");
    expect((await meeting.items()).map(({ status }) => status)).toEqual(["done", "open", "pending", "pending", "pending"]);
    await isSoundEitherWay(chair, "the chair's room");
  });

  await test.step("each sheet of the dock is sound, and Esc closes it", async () => {
    const dock = chair.getByRole("navigation", { name: "Điều hành" });
    const sheet = chair.getByRole("dialog");
    const looked = async (name: string) => {
      await expect(sheet).toBeVisible();
      await isSound(chair, `the chair's sheet: ${name}`);
      await chair.keyboard.press("Escape");
      await expect(sheet).toBeHidden();
    };
    await dock.getByRole("button", { name: "Kết luận" }).click();
    await looked("Kết luận");
    await dock.getByRole("button", { name: "Thêm", exact: true }).click();
    await looked("Thêm");
    for (const act of ["Đổi thứ tự nội dung", "Chuyển quyền chủ trì cho…", "Kết thúc cuộc họp"]) {
      await dock.getByRole("button", { name: "Thêm", exact: true }).click();
      await sheet.getByRole("button", { name: act }).click();
      await looked(act);
    }
  });

  await test.step("in a break the next thing is to go on, and nobody is told that an item is being discussed", async () => {
    const dock = chair.getByRole("navigation", { name: "Điều hành" });
    const top = chair.getByRole("heading", { level: 1 });
    await expect(top).toContainText("Đang bàn");
    await dock.getByRole("button", { name: "Thêm", exact: true }).click();
    await chair.getByRole("group", { name: "Tạm nghỉ" }).getByRole("button").first().click();
    await expect(top).toContainText("Tạm nghỉ");
    await expect(top).not.toContainText("Đang bàn");
    await expect(dock.getByRole("button", { name: "Nội dung tiếp theo" })).toHaveCount(0);
    const said = chair.locator(".toast", { hasText: /^Tạm nghỉ đến/u });
    await said.getByRole("button", { name: say("undo") }).focus();
    await dock.getByRole("button", { name: "Họp tiếp" }).click();
    await expect(dock.getByRole("button", { name: "Nội dung tiếp theo" })).toBeVisible();
    await expect(top).toContainText("Đang bàn");
    // What was said of the break goes with it, long before its eight seconds are over.
    await expect(said).toHaveCount(0, { timeout: 3_000 });
  });

  await test.step("the conclusion that is being written stays with its item when the next one is opened", async () => {
    const dock = chair.getByRole("navigation", { name: "Điều hành" });
    await dock.getByRole("button", { name: "Kết luận" }).click();
    const sheet = chair.getByRole("dialog", { name: "Kết luận nội dung 2" });
    await sheet.getByRole("textbox", { name: "Kết luận" }).fill("Thống nhất chủ trương.");
    await meeting.command(secretary, { do: "open_item", item: (await meeting.items())[2]!.id });
    await expect(sheet.getByText("Nội dung 3. Phần bạn đang ghi vẫn ở đây.")).toBeVisible();
    await sheet.getByRole("button", { name: "Ghi kết luận" }).click();
    await expect(sheet).toBeHidden();
    expect((await meeting.items()).map(({ conclusions }) => (conclusions ?? []).map(({ text }) => text))).toEqual([
      [],
      ["Thống nhất chủ trương."],
      [],
      [],
      [],
    ]);
    // The next one is the present item's.
    await new Dock(chair).conclude(3, "Giao Sở Tài chính theo dõi.");
    expect((await meeting.items())[2]!.conclusions?.map(({ text }) => text)).toEqual(["Giao Sở Tài chính theo dõi."]);
  });

  await test.step("items are opened in another order, put off, withdrawn and brought back by their menus", async () => {
    const statuses = async () => (await meeting.items()).map(({ status }) => status);
    const before = (await office.log(secretary, id)).length;
    await chair.getByRole("button", { name: say("room-agenda"), exact: true }).click();
    const rows = chair.getByRole("list", { name: say("room-agenda") }).locator(".agenda-item");
    const does = async (number: number, act: string, then: readonly string[]) => {
      const row = rows.nth(number - 1);
      // A hand is not taken again before what it did has settled.
      await expect(async () => {
        const menu = row.getByRole("button", { name: `Điều hành nội dung ${number}`, exact: true });
        if ((await menu.getAttribute("aria-expanded")) !== "true") await menu.click();
        await row.getByRole("button", { name: say(act), exact: true }).click({ timeout: 1_000 });
        await expect.poll(statuses, { timeout: 1_000 }).toEqual(then);
      }).toPass();
      return row;
    };
    await does(5, "item-act-open", ["done", "done", "done", "pending", "open"]);
    await expect(chair.getByText("Nội dung 5/5")).toBeVisible();
    let row = await does(4, "item-act-postpone", ["done", "done", "done", "postponed", "open"]);
    await expect(row.getByText(say("item-postponed"), { exact: true })).toBeVisible();
    row = await does(4, "item-act-withdraw", ["done", "done", "done", "withdrawn", "open"]);
    await expect(row.getByText(say("item-withdrawn"), { exact: true })).toBeVisible();
    await does(4, "item-act-restore", ["done", "done", "done", "pending", "open"]);

    // What is being discussed is put off from the dock, and taken up again.
    const dock = chair.getByRole("navigation", { name: say("dock") });
    await dock.getByRole("button", { name: say("dock-more"), exact: true }).click();
    const more = chair.getByRole("dialog", { name: say("dock-more"), exact: true });
    await more.getByRole("button", { name: say("more-postpone"), exact: true }).click();
    await expect.poll(statuses).toEqual(["done", "done", "done", "pending", "postponed"]);
    const said = chair.locator(".toast").last();
    await expect(said).toContainText("Đã hoãn nội dung 5.");
    await said.getByRole("button", { name: say("undo") }).click();
    await expect.poll(statuses).toEqual(["done", "done", "done", "pending", "open"]);

    const logged = (await office.log(secretary, id)).slice(before);
    expect(logged.map(({ kind }) => kind)).toEqual([
      "item_closed",
      "item_opened",
      "item_postponed",
      "item_withdrawn",
      "item_restored",
      "item_postponed",
      "item_restored",
      "item_opened",
    ]);
  });

  await test.step("what was discussed, or is, keeps its place on the agenda, and nothing goes over it", async () => {
    const dock = chair.getByRole("navigation", { name: say("dock") });
    await dock.getByRole("button", { name: say("dock-more"), exact: true }).click();
    await chair.getByRole("dialog").getByRole("button", { name: say("more-order"), exact: true }).click();
    const sheet = chair.getByRole("dialog", { name: say("order-title") });
    const rows = sheet.locator(".order-list > li");
    for (const fixed of [0, 1, 2, 4]) {
      await expect(rows.nth(fixed)).toContainText("giữ nguyên vị trí");
      await expect(rows.nth(fixed).getByRole("button")).toHaveCount(0);
    }
    // The fourth waits between an item that was discussed and the one that is.
    for (const arrow of [1, 2]) await expect(rows.nth(3).getByRole("button").nth(arrow)).toHaveAttribute("aria-disabled", "true");
    await chair.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
  });

  await test.step("whoever begins to lead is not asked about the act before it", async () => {
    const dock = chair.getByRole("navigation", { name: say("dock") });
    await dock.getByRole("button", { name: say("dock-next") }).click();
    const said = chair.locator(".toast", { hasText: "Đã mở nội dung 4." });
    await expect(said).toBeVisible();
    await dock.getByRole("button", { name: say("dock-lead"), exact: true }).click();
    await expect(chair.locator(".leading-word")).toBeVisible();
    await expect(said).toHaveCount(0);
  });

  await Promise.all([chair, secretary].map((page) => page.context().close()));
});
