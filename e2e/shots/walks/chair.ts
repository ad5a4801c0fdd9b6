// What the chair does in the room: by the dock, and by the sheets that it opens.
import { expect, type Locator, type Page } from "@playwright/test";
import { holdUndo, type Walk } from "../walk.ts";
import { CONCLUSION } from "./after.ts";

/** The four buttons. */
export function dockOf(chair: Page, { say }: Walk): (key: string) => Locator {
  const dock = chair.getByRole("navigation", { name: say("dock") });
  return (key) => dock.getByRole("button", { name: say(key), exact: true });
}

/** Opens the meeting and its first item, and leads its readers. */
export async function leads(walk: Walk, chair: Page): Promise<void> {
  const { camera } = walk;
  const dock = dockOf(chair, walk);
  await camera.take(chair, "chair", "published");
  await dock("dock-open").click();
  await dock("dock-next").click();
  await expect(chair.locator(".room-top .live")).toBeVisible();
  await camera.take(chair, "chair", "item");
  await dock("dock-lead").click();
  await expect(chair.locator(".leading-word")).toBeVisible();
  await camera.take(chair, "chair", "leading");
}

/** What the dock opens, one after another, and what can be undone. Nothing of it stays but a break. */
export async function sheets(walk: Walk, chair: Page): Promise<void> {
  const { camera, say } = walk;
  const dock = dockOf(chair, walk);
  const sheet = chair.getByRole("dialog");
  const more = async (key: string) => {
    await dock("dock-more").click();
    await sheet.getByRole("button", { name: say(key) }).click();
  };
  await dock("dock-conclude").click();
  await camera.take(chair, "chair", "conclude");
  await sheet.getByLabel(say("conclude-text")).fill(CONCLUSION);
  await sheet.getByRole("button", { name: say("conclude-keep") }).click();
  await expect(sheet).toBeHidden();
  await holdUndo(chair);
  await camera.take(chair, "chair", "undo");
  await chair.locator(".toast").getByRole("button", { name: say("undo") }).click();

  await dock("dock-more").click();
  await camera.take(chair, "chair", "more");
  await chair.keyboard.press("Escape");
  await more("more-order");
  await expect(sheet.locator(".order-list li").first()).toBeVisible();
  await camera.take(chair, "chair", "order");
  await chair.keyboard.press("Escape");
  await more("more-pass-chair");
  await expect(sheet.locator(".people-choice li").first()).toBeVisible();
  await camera.take(chair, "chair", "pass");
  await chair.keyboard.press("Escape");
  await more("more-end");
  await expect(sheet).toBeVisible();
  await camera.take(chair, "chair", "end");
  await chair.keyboard.press("Escape");
  await dock("dock-more").click();
  await sheet.locator(".act-group button").first().click();
  await expect(chair.locator(".break-banner")).toBeVisible();
  await camera.take(chair, "chair", "break");
}
