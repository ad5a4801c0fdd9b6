// The room of those who read: an official, who follows the chair and writes, and a guest.
import type { Page } from "@playwright/test";
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { Room } from "../../fixtures/room.ts";
import { raise } from "../camera.ts";
import { ended, unconnected, type Walk } from "../walk.ts";
import { leads, sheets } from "./chair.ts";
import { before } from "./record.ts";

/** The room, from before the opening to a lost connection. */
export async function room(walk: Walk): Promise<void> {
  const { office, camera, language, come } = walk;
  const { url } = office.server;
  const [chair, official, guest] = [await come(PEOPLE.chair), await come(PEOPLE.official), await come(PEOPLE.guest)];
  const { id } = await office.meeting(chair);
  const officialRoom = await Room.enter(official, url, id, language);
  await camera.take(official, "room", "published");
  await unconnected(official, camera, "room");
  await ended(official, camera, "room");
  await answers(walk, id);
  await Room.enter(chair, url, id, language);
  await unconnected(chair, camera, "chair");
  await before(walk, id);
  await leads(walk, chair);

  await expect(official.locator(".room-top .live")).toBeVisible();
  await camera.take(official, "room", "following");
  await camera.large(official, "room", "large");
  await looksCloser(walk, official);
  const deputy = await come(PEOPLE.deputy);
  await expect(deputy.locator(".how-far p")).toBeVisible();
  await camera.take(deputy, "meetings", "held");
  await Room.enter(guest, url, id, language);
  await camera.take(guest, "guest", "room");
  await writes(walk, official, officialRoom);
  await finds(walk, official);

  await sheets(walk, chair);
  await expect(official.locator(".break-banner")).toBeVisible();
  await camera.take(official, "room", "break");
  await walk.command(chair, id, { do: "end_break" });
  await expect(official.locator(".break-banner")).toBeHidden();

  await office.server.kill();
  await expect(official.locator(".room-strip .strip")).toBeVisible();
  await camera.take(official, "room", "offline");
  await expect(chair.locator(".room-strip .strip")).toBeVisible();
  await camera.take(chair, "chair", "offline");
  await office.server.run();
  await expect(official.locator(".room-strip .valid")).toBeVisible();
  await camera.take(official, "room", "back");
}

/** Whoever has not answered yet: where things wait for them, why they cannot come, and in the room. */
async function answers({ office, camera, say, come }: Walk, id: string): Promise<void> {
  const guest = await come(PEOPLE.guest);
  const sheet = guest.getByRole("dialog");
  await guest.goto(`${office.server.url}/waiting`);
  const cannot = guest.getByRole("button", { name: say("answer-cannot") }).first();
  await expect(cannot).toBeVisible();
  await camera.take(guest, "answer", "waiting");
  await cannot.click();
  await expect(sheet).toBeVisible();
  await camera.take(guest, "answer", "why-not");
  await sheet.getByRole("radio", { name: say("answer-substitute") }).check({ force: true });
  await camera.take(guest, "answer", "substitute");
  await guest.keyboard.press("Escape");
  await guest.goto(`${office.server.url}/meetings/${id}`);
  await expect(guest.locator(".room:not(.waits)")).toBeVisible();
  await raise(guest);
  await guest.locator(".agenda-button").click();
  await expect(sheet.locator(".own-answer")).toBeVisible();
  await camera.take(guest, "answer", "room", "upright");
  await guest.keyboard.press("Escape");
}

/** Zooms into a place of the page until it stands sharp, on a page of its own: the person's own keeps its place. */
async function looksCloser({ camera, language }: Walk, official: Page): Promise<void> {
  const other = await official.context().newPage();
  await other.goto(official.url());
  const { desk } = Room.of(other, language);
  await expect(desk.locator("img.sheet-page").first()).toBeVisible();
  const box = await desk.boundingBox();
  if (!box) throw new Error("the desk is not there");
  await other.mouse.move(box.x + box.width / 2, box.y + box.height / 3);
  await other.keyboard.down("Control");
  for (let notch = 0; notch < 4; notch += 1) await other.mouse.wheel(0, -60);
  await other.keyboard.up("Control");
  await expect(desk.locator(".sheet-tiles img").first()).toBeVisible();
  await camera.take(other, "room", "zoomed", "flat");
  await other.close();
}

/** Turns away from the chair's page and writes, for oneself and for all. */
async function writes({ camera, say }: Walk, official: Page, room: Room): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await room.desk.press("PageDown");
  await expect(official.locator(".back-pill")).toBeVisible();
  await camera.take(official, "room", "own");
  const pen = official.locator(".room-bar .bar-button").first();
  await pen.click();
  await room.draw(0);
  const bar = official.locator(".pen-bar");
  await camera.take(official, "room", "pen");
  await bar.locator(".visibility").click();
  await camera.take(official, "room", "visibility");
  await bar.getByRole("button", { name: say("ink-meeting") }).last().click();
  await camera.take(official, "room", "sharing");
  await official.getByRole("dialog").getByRole("button", { name: say("ink-share") }).click();
  await room.write("Đề nghị nêu tên 6 dự án.", 90);
  await camera.take(official, "room", "shared");
  await pen.click();
  await official.getByRole("button", { name: new RegExp(`^${say("room-notes")}`) }).click();
  await camera.take(official, "room", "notes");
  await official.keyboard.press("Escape");
}

/** The ways to another page, and the agenda open, closed and as a sheet. */
async function finds({ camera, say }: Walk, official: Page): Promise<void> {
  await official.getByRole("button", { name: say("viewer-outline") }).click();
  await camera.take(official, "room", "outline");
  await official.keyboard.press("Escape");
  await official.locator(".pager .number").click();
  await expect(official.locator(".thumbnails img").first()).toBeVisible();
  await camera.take(official, "room", "pages");
  await official.keyboard.press("Escape");
  await official.getByRole("button", { name: say("find"), exact: true }).click();
  await official.getByRole("searchbox").fill("giai ngan");
  await expect(official.locator(".found-pages li").first()).toBeVisible();
  await camera.take(official, "room", "found");
  await official.getByRole("searchbox").fill("không có từ này");
  await expect(official.getByText(say("find-none"))).toBeVisible();
  await camera.take(official, "room", "none-found");
  await official.getByRole("searchbox").fill("giai ngan");
  await official.locator(".found-pages button").first().click();
  await camera.take(official, "room", "hit");
  await official.locator(".agenda-button").click();
  await camera.take(official, "room", "agenda-closed", "flat");
  await official.locator(".agenda-button").click();
  await raise(official);
  await official.locator(".agenda-button").click();
  await expect(official.getByRole("dialog")).toBeVisible();
  await camera.take(official, "room", "agenda-sheet", "upright");
  await official.keyboard.press("Escape");
}
