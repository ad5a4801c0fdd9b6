// A person's meetings, and their own page.
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { states, type Walk } from "../walk.ts";

/** The calendar, and a person's own page. */
export async function calendar({ browser, office, camera, say, language, come }: Walk): Promise<void> {
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
  await states(chair, camera, "me", "**/api/v1/me/{credentials,sessions,signature-image}");

  // A passkey with a secret brings the key of private notes along: from the next sign-in on a code can be printed.
  const delegate = await come("Võ Hoài Nghĩa", { hasPrf: true });
  await delegate.request.post(`${office.server.url}/api/v1/sign-out`, { headers: { origin: office.server.url } });
  await delegate.goto(`${office.server.url}/sign-in`);
  await expect(delegate.getByRole("heading", { name: say("meetings") })).toBeVisible();
  await delegate.waitForFunction(holdsKey);
  await delegate.goto(`${office.server.url}/me`);
  await delegate.getByRole("button", { name: say("notes-key-make-code") }).click();
  await expect(delegate.getByRole("dialog", { name: say("notes-key-code") })).toBeVisible();
  await camera.take(delegate, "me", "code");
  await camera.print(delegate, "me", "code");

  // On a tablet with another passkey the key comes by that code alone.
  const other = await office.another(browser, "Võ Hoài Nghĩa", language);
  await other.goto(`${office.server.url}/me`);
  await other.getByRole("button", { name: say("notes-key-enter-code") }).click();
  const sheet = other.getByRole("dialog");
  await sheet.getByLabel(say("notes-key-code")).fill("AAAAA");
  await sheet.getByRole("button", { name: say("continue") }).click();
  await expect(sheet.getByText(say("notes-key-code-wrong"))).toBeVisible();
  await camera.take(other, "me", "code-wrong");
  await other.context().close();
}

/** Whether the tablet has kept the key of private notes: it arrives some moments after the sign-in. Runs in the page. */
async function holdsKey(): Promise<boolean> {
  const name = (await indexedDB.databases()).find((shelf) => shelf.name?.startsWith("nghisu/"))?.name;
  if (!name) return false;
  return new Promise((done) => {
    const opened = indexedDB.open(name);
    opened.onerror = () => done(false);
    opened.onsuccess = () => {
      const asked = opened.result.transaction("facts").objectStore("facts").get("notes-key-id");
      asked.onerror = () => done(false);
      asked.onsuccess = () => {
        opened.result.close();
        done(asked.result !== undefined);
      };
    };
  });
}
