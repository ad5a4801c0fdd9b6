// Whoever cannot be connected is told so, and tries again when they want to; whoever may not be is told that instead.
import { addresses, countAddresses } from "../fixtures/images.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, REPORT, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");

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
  const room = await Room.enter(chair, server.url, meeting.id);
  await room.isPainted(REPORT[0]!);
  const dock = chair.getByRole("navigation", { name: say("dock") });
  const acts = ["dock-next", "dock-lead", "dock-conclude", "dock-more"].map((key) => dock.getByRole("button", { name: say(key), exact: true }));
  for (const act of acts) await expect(act).toBeEnabled();

  await server.kill();
  await expect(chair.getByText(say("connection-lost-conduct"))).toBeVisible();
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
  await chair.context().close();
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
    const room = await Room.enter(guest, server.url, meeting.id);
    await room.isPainted(REPORT[0]!);
    expect(await addresses(guest)).toBeGreaterThan(0);
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
    expect(await addresses(guest)).toBe(0);
    await guest.context().close();
  });
  await secretary.context().close();
});
