// Coming into a meeting by a code, and on a tablet of the room.
import { Meeting } from "../../fixtures/meeting.ts";
import { expect, PEOPLE, tablet } from "../../fixtures/office.ts";
import { comeIn, MeetingDoor, newRoomTablet } from "../../fixtures/pass.ts";
import { Room } from "../../fixtures/room.ts";
import type { Walk } from "../walk.ts";

const NAME = "Máy phòng họp 07";

/** A stranger with a code, the one meeting that they reach, and what is left of it. */
export async function door({ browser, office, camera, say, language, come }: Walk): Promise<void> {
  const { url } = office.server;
  const secretary = await come(PEOPLE.secretary);
  const administrator = await come(PEOPLE.administrator);
  const meeting = await Meeting.of(office, secretary);
  const keeper = new MeetingDoor(office, secretary, meeting);

  const stranger = await tablet(browser, language);
  await stranger.goto(`${url}/join`);
  await expect(stranger.getByLabel(say("join-code"))).toBeVisible();
  await expect(stranger.locator(".office > .mark")).toBeVisible();
  await camera.take(stranger, "join", "empty");
  // Taken back before it was used, which is said alike.
  const over = await keeper.give(PEOPLE.official);
  await keeper.takeBack(over.pass);
  await stranger.getByLabel(say("join-code")).pressSequentially(over.code);
  await expect(stranger.locator(".code-failed")).toBeVisible();
  await camera.take(stranger, "join", "expired");
  const pass = await keeper.give(PEOPLE.official);
  await stranger.goto("about:blank");
  await stranger.goto(pass.link);
  await expect(stranger.locator(".pass-found")).toBeVisible();
  await camera.take(stranger, "join", "found");
  await stranger.context().setOffline(true);
  await expect(stranger.locator(".strip")).toBeVisible();
  await camera.take(stranger, "join", "offline");
  await stranger.context().close();
  // Where somebody is in with a passkey.
  await secretary.goto(pass.link);
  await expect(secretary.locator(".pass-found")).toBeVisible();
  await camera.take(secretary, "join", "taken");
  await secretary.goto(url);

  const device = await comeIn(browser, pass, meeting.id, language);
  await expect(Room.of(device, language).desk).toBeVisible();
  await camera.take(device, "room", "limited");
  await camera.large(device, "room", "limited-large");
  await device.getByRole("button", { name: say("visit-leave"), exact: true }).click();
  await expect(device.getByRole("dialog", { name: say("visit-leave-title") })).toBeVisible();
  await camera.take(device, "room", "leaving");
  await keeper.takeBack(pass.pass);
  await expect(device.getByRole("heading", { name: say("left-title") })).toBeVisible();
  await camera.take(device, "left", "wiped");
  await device.context().close();

  const room = await tablet(browser, language);
  await room.goto(`${url}/room-tablet`);
  await expect(room.getByText(say("tablet-unknown"))).toBeVisible();
  await camera.take(room, "tablet", "unknown");
  const issued = await newRoomTablet(office, administrator, NAME);
  await room.goto("about:blank");
  await room.goto(issued.link);
  await expect(room.getByText(say("tablet-waits"))).toBeVisible();
  await camera.take(room, "tablet", "waiting");
  await room.context().setOffline(true);
  await expect(room.getByText(say("tablet-offline"))).toBeVisible();
  await camera.take(room, "tablet", "offline");
  await room.context().setOffline(false);
  expect(await keeper.lend(issued.id, PEOPLE.official)).toBe(204);
  await expect(room.locator(".lent")).toBeVisible();
  await camera.take(room, "tablet", "lent");
  await camera.large(room, "tablet", "lent-large");
  await room.getByRole("button", { name: say("tablet-begin") }).click();
  await expect(Room.of(room, language).desk).toBeVisible();
  const [open] = await keeper.devices();
  await keeper.takeBack(open!.pass);
  await expect(room.getByRole("heading", { name: say("left-title") })).toBeVisible();
  await camera.take(room, "tablet", "wiped");
  await room.context().close();
}
