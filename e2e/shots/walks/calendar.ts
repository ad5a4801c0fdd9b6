// A person's meetings, and their own page.
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { states, type Walk } from "../walk.ts";

/** The calendar, and a person's own page. */
export async function calendar({ office, camera, say, come }: Walk): Promise<void> {
  const chair = await come(PEOPLE.chair);
  await expect(chair.getByRole("link", { name: say("enter-room") })).toBeVisible();
  await camera.take(chair, "meetings", "today");
  await chair.getByRole("radio", { name: say("text-size-larger") }).check({ force: true });
  await camera.take(chair, "meetings", "large");
  await chair.getByRole("radio", { name: say("text-size-normal") }).check({ force: true });
  await chair.locator(".me").click();
  await camera.take(chair, "meetings", "menu");
  await chair.keyboard.press("Escape");
  await states(chair, camera, "meetings", "**/api/v1/meetings");
  await chair.goto(`${office.server.url}/me`);
  await expect(chair.getByRole("heading", { name: say("sessions"), exact: true })).toBeVisible();
  await camera.take(chair, "me", "ready");

  // A passkey with a secret brings the key of private notes along: from the next sign-in on a code can be printed.
  const delegate = await come("Võ Hoài Nghĩa", { hasPrf: true });
  await delegate.request.post(`${office.server.url}/api/v1/sign-out`, { headers: { origin: office.server.url } });
  await delegate.goto(`${office.server.url}/sign-in`);
  await expect(delegate.getByRole("heading", { name: say("meetings") })).toBeVisible();
  await expect.poll(async () => (await office.get<unknown[]>(delegate, "me/note-keys")).length).toBe(1);
  await delegate.goto(`${office.server.url}/me`);
  await delegate.getByRole("button", { name: say("notes-key-make-code") }).click();
  await expect(delegate.getByRole("dialog", { name: say("notes-key-code") })).toBeVisible();
  await camera.take(delegate, "me", "code");
}
