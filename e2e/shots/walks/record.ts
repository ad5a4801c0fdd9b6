// The secretary's room: three columns, the record of an item, who is there.
import type { Page } from "@playwright/test";
import { expect, PEOPLE } from "../../fixtures/office.ts";
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
