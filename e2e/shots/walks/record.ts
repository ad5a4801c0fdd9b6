// The secretary's room: three columns, the record of an item, who is there.
import type { Page } from "@playwright/test";
import { Meeting } from "../../fixtures/meeting.ts";
import { expect, PEOPLE, tablet } from "../../fixtures/office.ts";
import { MeetingDoor, newRoomTablet } from "../../fixtures/pass.ts";
import { lay, raise } from "../camera.ts";
import { holdUndo, unconnected, type Walk } from "../walk.ts";
import { CONCLUSION, conclusion, COURSE } from "./after.ts";

/** A task without a day. */
const UNDATED = "Giao Sở Tài chính chủ trì, tháo gỡ vướng mắc giải phóng mặt bằng của 6 dự án giải ngân dưới 50%.";

/** The secretary's room before the meeting is opened. */
export async function before({ office, camera, come }: Walk, meeting: string): Promise<void> {
  const secretary = await come(PEOPLE.secretary);
  await secretary.goto(`${office.server.url}/meetings/${meeting}`);
  await expect(secretary.locator(".record-room .columns")).toBeVisible();
  await camera.take(secretary, "record", "before");
  await unconnected(secretary, camera, "record");
}

/** During and around an item. */
export async function record(walk: Walk): Promise<void> {
  const { office, camera, say, come } = walk;
  const secretary = await come(PEOPLE.secretary);
  const { id } = await office.meeting(secretary);
  if ((await walk.stage(secretary, id)) === "published") {
    await before(walk, id);
    await walk.command(await come(PEOPLE.chair), id, { do: "open" });
  }
  await walk.discuss(
    secretary,
    id,
    1,
    { do: "record_course", text: COURSE },
    { do: "record_hand_vote", subject: "Thông qua báo cáo", approve: 5, reject: 0, abstain: 1 },
    conclusion(CONCLUSION),
    conclusion(UNDATED),
  );
  await secretary.goto(`${office.server.url}/meetings/${id}`);
  await expect(secretary.locator(".record-card .conclusions > li").nth(1)).toBeVisible();
  await camera.take(secretary, "record", "item");
  await camera.large(secretary, "record", "large");
  for (const [tab, state] of [["room-agenda", "agenda"], ["record-people", "people"]] as const) {
    await raise(secretary);
    await secretary.getByRole("tab", { name: say(tab) }).click();
    await camera.take(secretary, "record", state, "upright");
  }
  await raise(secretary);
  await secretary.getByRole("tab", { name: say("record-title") }).click();
  await lay(secretary);

  await keeps(walk, secretary);
  await enters(walk, secretary);
  await keepsDoor(walk, secretary, id);
  await drives(walk, secretary);

  // The item goes on without the secretary, who still writes about the first.
  await walk.discuss(secretary, id, 2);
  await secretary.locator(".record-agenda .choose").first().click();
  await expect(secretary.locator(".elsewhere")).toBeVisible();
  await camera.take(secretary, "record", "elsewhere");
  await office.server.kill();
  await expect(secretary.locator(".room-strip .strip")).toBeVisible();
  await camera.take(secretary, "record", "offline");
  await office.server.run();
  await expect(secretary.locator(".room-strip .valid")).toBeVisible();
}

/** The cards of an item below its course. */
async function keeps({ camera, say }: Walk, secretary: Page): Promise<void> {
  await secretary.getByRole("button", { name: say("vote-add") }).click();
  await camera.take(secretary, "record", "vote");
  await secretary.getByRole("button", { name: say("cancel") }).click();
  await secretary.locator(".papers-card").scrollIntoViewIfNeeded();
  await camera.take(secretary, "record", "papers");
  await secretary.getByRole("button", { name: say("record-page") }).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "record", "page");
  await secretary.keyboard.press("Escape");
}

/** Who is there, who is not, and who comes in whose place. */
async function enters({ camera, say }: Walk, secretary: Page): Promise<void> {
  const people = secretary.locator(".record-people");
  await people.getByRole("button", { name: say("attendance-mark-present"), exact: true }).first().click();
  await holdUndo(secretary);
  await camera.take(secretary, "record", "undo");
  await secretary.getByRole("button", { name: say("substitute-add") }).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "record", "substitute");
  await secretary.getByRole("dialog").getByRole("combobox").selectOption({ index: 1 });
  await expect(secretary.locator(".people-found .row").first()).toBeVisible();
  await camera.take(secretary, "record", "substitute-who");
  await secretary.keyboard.press("Escape");
  await people.locator(".ask").nth(2).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "record", "person");
  await secretary.keyboard.press("Escape");
}

/** The door: who is let in by a code or on a tablet of the room, and a substitute whom no directory knows. */
async function keepsDoor(walk: Walk, secretary: Page, id: string): Promise<void> {
  const { browser, office, camera, say, come, language } = walk;
  const way = secretary.locator(".door-way");
  await way.click();
  await expect(secretary.getByText(say("door-nobody"))).toBeVisible();
  await camera.take(secretary, "record", "door-empty");
  await secretary.keyboard.press("Escape");

  const ask = secretary.locator(".record-people .ask").filter({ hasText: PEOPLE.official });
  await ask.click();
  await secretary.getByRole("dialog").getByRole("button", { name: say("pass-give") }).click();
  await expect(secretary.locator(".issue .code")).toBeVisible();
  await camera.take(secretary, "record", "door-slip");
  await camera.large(secretary, "record", "door-slip-large");
  await secretary.keyboard.press("Escape");

  // One tablet is lent and used, one is lent and waits, one is free.
  const administrator = await come(PEOPLE.administrator);
  const names = ["Máy phòng họp 01", "Máy phòng họp 02", "Máy phòng họp 03"];
  const meeting = await Meeting.of(office, secretary);
  const keeper = new MeetingDoor(office, secretary, meeting);
  const rooms = [];
  for (const name of names) {
    const { id: known, link } = await newRoomTablet(office, administrator, name);
    const room = await tablet(browser, language);
    await room.goto(link);
    await expect(room.getByText(say("tablet-waits"))).toBeVisible();
    rooms.push({ known, room });
  }
  const [first, second] = rooms;
  expect(await keeper.lend(first!.known, PEOPLE.guest)).toBe(204);
  await first!.room.getByRole("button", { name: say("tablet-begin") }).click();
  await expect(first!.room).toHaveURL(new RegExp(`/meetings/${id}$`, "u"));
  expect(await keeper.lend(second!.known, PEOPLE.deputy)).toBe(204);
  await ask.click();
  await secretary.getByRole("dialog").getByRole("button", { name: say("lend-tablet") }).click();
  await expect(secretary.locator(".lendable .row").first()).toBeVisible();
  await camera.take(secretary, "record", "door-lend");
  await secretary.keyboard.press("Escape");
  await way.click();
  await expect(secretary.getByRole("heading", { name: say("door-devices") })).toBeVisible();
  await camera.take(secretary, "record", "door-list");
  await camera.large(secretary, "record", "door-list-large");
  await secretary.getByRole("button", { name: say("door-take-back") }).first().click();
  await expect(secretary.getByRole("dialog", { name: say("door-take-back-title") })).toBeVisible();
  await camera.take(secretary, "record", "door-take-back");
  await secretary.keyboard.press("Escape");
  await secretary.keyboard.press("Escape");
  for (const { pass } of await keeper.devices()) await keeper.takeBack(pass);
  for (const { known, room } of rooms) {
    await office.remove(administrator, `room-tablets/${known}`);
    await room.context().close();
  }

  await secretary.getByRole("button", { name: say("substitute-add"), exact: true }).click();
  await secretary.getByRole("dialog").getByRole("combobox").selectOption({ index: 1 });
  await secretary.getByRole("searchbox").fill("Vi Thị Lan");
  await expect(secretary.getByText(say("people-none"))).toBeVisible();
  await camera.take(secretary, "record", "substitute-unlisted");
  await secretary.getByRole("button", { name: say("newcomer") }).click();
  const form = secretary.getByRole("dialog", { name: say("newcomer") });
  await form.getByLabel(say("newcomer-position")).fill("Phó Trưởng phòng");
  await form.getByLabel(say("newcomer-unit")).fill("Sở Xây dựng");
  await camera.take(secretary, "record", "substitute-new");
  await secretary.keyboard.press("Escape");
}

/** Acting for whoever holds the chair. */
async function drives({ camera, say }: Walk, secretary: Page): Promise<void> {
  const drive = secretary.getByRole("switch", { name: say("record-drive") });
  await drive.click();
  await camera.take(secretary, "record", "driving");
  await secretary.getByRole("button", { name: say("dock-more"), exact: true }).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "record", "more");
  await secretary.keyboard.press("Escape");
  await drive.click();
}
