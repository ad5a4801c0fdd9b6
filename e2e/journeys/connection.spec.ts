// Whoever cannot be connected is told so, and tries again when they want to; whoever may not be is told that instead.
import { Heard } from "../fixtures/heard.ts";
import { addresses, countAddresses, countImages, images } from "../fixtures/images.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
/** The chair's room as a screen reader walks through it. */
const ROOM = `
  - banner:
    - link "Về lịch họp"
    - button "Chương trình"
    - heading /Nội dung 1\\/5 Đang bàn/ [level=1]
  - main:
    - region /^Trang tài liệu/
    - navigation "Điều hành":
      - button "Nội dung tiếp theo"
      - button "Dẫn trang"
      - button "Kết luận"
      - button "Thêm"
  - contentinfo:
    - button "Bút"
    - button /Ghi chú/
    - group "Trang"
    - paragraph: Chưa ai trình bày Bạn đang tự đọc
`;

test.setTimeout(240_000);

test("a button connects at once where the next attempt is still to come", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const { id } = await office.meeting(secretary);
  let attempts = 0;
  let refuses = true;
  await secretary.routeWebSocket(/\/socket$/u, async (socket) => {
    attempts += 1;
    if (refuses) await socket.close();
    else socket.connectToServer();
  });
  const again = secretary.getByRole("button", { name: say("retry") });
  const screens = [
    { path: "edit", stands: secretary.getByRole("region", { name: say("tab-agenda") }) },
    { path: "", stands: secretary.getByRole("button", { name: say("record-read"), exact: true }) },
  ];
  await secretary.clock.install();
  for (const { path, stands } of screens) {
    await test.step(path === "edit" ? "in the editor" : "at the room's door", async () => {
      refuses = true;
      await secretary.goto(`${server.url}/meetings/${id}/${path}`);
      await expect(again).toBeVisible();
      await expect(secretary.getByText(say("room-failed"))).toBeVisible();
      // From here on no attempt is made by itself, but for one that is under way.
      await secretary.clock.pauseAt(new Date(Date.now() + 3_600_000));
      for (let times = 0; times < 3; times += 1) {
        const before = attempts;
        await expect(async () => {
          await again.click();
          expect(attempts).toBeGreaterThan(before);
        }).toPass();
      }
      await expect(again).toBeVisible();
      refuses = false;
      await expect(async () => {
        if (await again.isVisible()) await again.click();
        await expect(stands).toBeVisible({ timeout: 2_000 });
      }).toPass();
      await secretary.clock.resume();
    });
  }
  await secretary.context().close();
});

test("without a connection nothing is conducted, nothing looks as if it were, and reading goes on", async ({ browser, office }) => {
  const { server } = office;
  const chair = await office.activate(browser, PEOPLE.chair);
  const meeting = await Meeting.of(office, chair);
  await meeting.begin(chair);
  const heard = await Heard.on(chair);
  const room = await Room.enter(chair, server.url, meeting.id);
  await room.isPainted(REPORT[0]!);

  await test.step("to a screen reader the room has its parts by name", async () => {
    await expect(chair.locator("body")).toMatchAriaSnapshot(ROOM);
  });

  await test.step("whoever does not see the screen hears which page lies there, how a vote ended, which item is opened", async () => {
    const last = REPORT.length;
    await room.turnToEnd();
    await heard.hears("polite", `Trang ${last} trên ${last}`);
    await heard.forget();
    // Of pages that are leafed through the last one is said.
    for (const key of ["Home", "End", "Home"]) await room.desk.press(key);
    await heard.hears("polite", `Trang 1 trên ${last}`);
    expect((await heard.all()).filter(({ words }) => words.startsWith(`Trang ${last}`))).toEqual([]);
    const [first, second] = await meeting.items();
    await meeting.command(chair, { do: "record_hand_vote", item: first!.id, subject: "Thông qua báo cáo", approve: 5, reject: 0, abstain: 1 });
    await heard.hears("assertive", "Kết quả biểu quyết: 5 tán thành, 0 không tán thành, 1 không biểu quyết. Thông qua báo cáo");
    await meeting.command(chair, { do: "open_item", item: second!.id });
    await heard.hears("polite", `Nội dung 2 trên 5, đang bàn: ${second!.title}`);
  });

  const dock = chair.getByRole("navigation", { name: say("dock") });
  const acts = ["dock-next", "dock-lead", "dock-conclude", "dock-more"].map((key) => dock.getByRole("button", { name: say(key), exact: true }));
  for (const act of acts) await expect(act).toBeEnabled();

  await server.kill();
  await expect(chair.getByText(say("connection-lost-conduct"))).toBeVisible();
  await heard.hears("polite", say("connection-lost-conduct"));
  for (const act of acts) {
    await expect(act).toBeDisabled();
    await expect(act).toHaveAttribute("title", say("needs-connection"));
  }
  await acts[2]!.click({ force: true });
  await expect(chair.getByText(say("refused-offline"))).toBeVisible();
  await expect(chair.getByRole("dialog")).toHaveCount(0);
  await room.turnToEnd();
  await room.shows(REPORT.length, REPORT.length);

  await server.run();
  for (const act of acts) await expect(act).toBeEnabled();
  await expect(chair.getByText(say("connection-lost-conduct"))).toBeHidden();
  await heard.hears("polite", say("connection-back"));
  await chair.context().close();
});

test("what could not be shown is shown when the connection returns, and an act waits for a hand", async ({ browser, office }) => {
  const page = await office.activate(browser, PEOPLE.administrator);
  const rows = page.locator(".person-row");
  const sheet = page.getByRole("dialog");

  await test.step("a list that nobody touches", async () => {
    await page.goto(`${office.server.url}/admin/units`);
    await expect(page.locator(".unit").first()).toBeVisible();
    await page.context().setOffline(true);
    await page.getByRole("link", { name: say("admin-people"), exact: true }).click();
    await expect(page.getByRole("alert").getByText(say("people-failed"))).toBeVisible();
    await expect(rows).toHaveCount(0);
    await page.context().setOffline(false);
    await expect(rows.first()).toBeVisible();
    await expect(page.getByText(say("people-failed"))).toHaveCount(0);
  });

  await test.step("a list whose answer takes long is not asked for again meanwhile", async () => {
    let asked = 0;
    let answer = () => {};
    const held = new Promise<void>((free) => (answer = free));
    await page.route(/\/api\/v1\/people(\?|$)/u, async (route) => {
      asked += 1;
      if (asked === 1) return route.abort();
      await held;
      return route.continue();
    });
    await page.clock.install();
    await page.goto(`${office.server.url}/admin/people`);
    await expect(page.getByText(say("people-failed"))).toBeVisible();
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await expect.poll(() => asked).toBe(2);
    // Three times the time after which what failed is asked for again.
    await page.clock.runFor(15_000);
    expect(asked).toBe(2);
    answer();
    await expect(rows.first()).toBeVisible();
    await page.unroute(/\/api\/v1\/people(\?|$)/u);
  });

  await test.step("a code, which ends the one before", async () => {
    let asked = 0;
    await page.goto(`${office.server.url}/admin/people`);
    await page.route("**/api/v1/people/*/activation", async (route) => {
      asked += 1;
      await (asked === 1 ? route.abort() : route.continue());
    });
    await rows.filter({ hasText: PEOPLE.administrator }).getByRole("button", { name: say("issue-code") }).click();
    await expect(sheet.getByText(say("issue-failed"))).toBeVisible();
    // The connection goes and returns, and for half a minute nobody does anything.
    await page.context().setOffline(true);
    await expect(page.locator(".connection.offline")).toBeAttached();
    await page.context().setOffline(false);
    await expect(page.locator(".connection.offline")).toHaveCount(0);
    await page.clock.runFor(30_000);
    await expect(sheet.getByText(say("issue-failed"))).toBeVisible();
    expect(asked).toBe(1);
    await sheet.getByRole("button", { name: say("retry") }).click();
    await expect(sheet.locator(".issue .code")).toBeVisible();
    expect(asked).toBe(2);
  });
  await page.context().close();
});

test("whoever is not invited, or no longer, reads why, and keeps nothing of the room", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const meeting = await Meeting.of(office, secretary);

  await test.step("somebody who was never invited and opens the link", async () => {
    const stranger = await office.activate(browser, PEOPLE.administrator);
    await stranger.goto(`${server.url}/meetings/${meeting.id}`);
    await expect(stranger.getByText(say("room-not-invited"))).toBeVisible();
    await expect(stranger.getByText(say("room-failed"))).toBeHidden();
    await stranger.context().close();
  });

  await test.step("somebody whose part was taken away while they were cut off, as soon as they are back", async () => {
    const guest = await office.activate(browser, PEOPLE.official);
    await guest.addInitScript(countAddresses);
    await guest.addInitScript(countImages);
    const room = await Room.enter(guest, server.url, meeting.id);
    await room.isPainted(REPORT[0]!);
    expect(await addresses(guest)).toBeGreaterThan(0);
    expect(await images(guest)).toBeGreaterThan(0);
    await server.kill();
    await guest.context().setOffline(true);
    await expect(guest.getByText(say("connection-lost"))).toBeVisible();
    await room.isPainted(REPORT[0]!);
    await server.run();
    const { participants } = await meeting.room();
    const [person] = Object.entries(participants).find(([, { name }]) => name === PEOPLE.official)!;
    await meeting.command(secretary, { do: "remove_participant", person });
    await guest.context().setOffline(false);
    await expect(guest.getByText(say("room-not-invited"))).toBeVisible();
    await expect(room.desk).toBeHidden();
    await expect(guest.locator("img.sheet-page, .agenda-panel")).toHaveCount(0);
    await expect.poll(() => addresses(guest), { message: "images of pages" }).toBe(0);
    await expect.poll(() => images(guest), { message: "images of pages" }).toBe(0);
    await guest.context().close();
  });
  await secretary.context().close();
});
