// Whoever cannot be connected is told so, and tries again when they want to.
import { expect, PEOPLE, test } from "../fixtures/office.ts";
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
