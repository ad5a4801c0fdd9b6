// The room, of an official and of the chair.
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { Room } from "../../fixtures/room.ts";
import type { Walk } from "../walk.ts";

/** The room, of an official and of the chair. */
export async function room({ office, camera, say, language, come }: Walk): Promise<void> {
  const chair = await come(PEOPLE.chair);
  const official = await come(PEOPLE.official);
  const { id } = await office.meeting(chair);
  const officialRoom = await Room.enter(official, office.server.url, id, language);
  await camera.take(official, "room", "published");
  await Room.enter(chair, office.server.url, id, language);
  await camera.take(chair, "chair", "published");
  const dock = chair.getByRole("navigation", { name: say("dock") });
  await dock.getByRole("button", { name: say("dock-open") }).click();
  await dock.getByRole("button", { name: say("dock-next") }).click();
  await expect(chair.locator(".room-top .live")).toBeVisible();
  await camera.take(chair, "chair", "item");
  await dock.getByRole("button", { name: say("dock-lead") }).click();
  await expect(chair.locator(".leading-word")).toBeVisible();
  await camera.take(chair, "chair", "leading");
  await dock.getByRole("button", { name: say("dock-conclude") }).click();
  await camera.take(chair, "chair", "conclude");
  await chair.keyboard.press("Escape");
  await dock.getByRole("button", { name: say("dock-more") }).click();
  await camera.take(chair, "chair", "more");
  await chair.keyboard.press("Escape");

  await expect(official.locator(".room-top .live")).toBeVisible();
  await camera.take(official, "room", "following");
  await officialRoom.desk.press("PageDown");
  await officialRoom.desk.press("PageDown");
  await officialRoom.desk.press("PageDown");
  await expect(official.locator(".back-pill")).toBeVisible();
  await camera.take(official, "room", "own");
  await official.locator(".room-bar .bar-button").first().click();
  await officialRoom.draw(0);
  const bar = official.locator(".pen-bar");
  await bar.locator(".visibility").click();
  await camera.take(official, "room", "visibility");
  await bar.getByRole("button", { name: say("ink-meeting") }).last().click();
  await officialRoom.write("Đề nghị nêu tên 6 dự án.", 90);
  await camera.take(official, "room", "shared");
  await official.locator(".room-bar .bar-button").first().click();
  await official.getByRole("button", { name: new RegExp(`^${say("room-notes")}`) }).click();
  await camera.take(official, "room", "notes");
  await official.keyboard.press("Escape");
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
  await official.locator(".found-pages button").first().click();
  await camera.take(official, "room", "hit");
  await official.locator(".agenda-button").click();
  await camera.take(official, "room", "agenda-closed");
  await official.locator(".agenda-button").click();
  await official.setViewportSize({ width: 834, height: 1194 });
  await official.locator(".agenda-button").click();
  await expect(official.getByRole("dialog")).toBeVisible();
  await camera.take(official, "room", "agenda-sheet", "upright");
  await official.keyboard.press("Escape");

  await office.server.kill();
  await expect(official.locator(".room-strip .strip")).toBeVisible();
  await camera.take(official, "room", "offline");
  await office.server.run();
  await expect(official.locator(".room-strip .valid")).toBeVisible();
  await camera.take(official, "room", "back");
}
