// Signing: without a key, while reading, ready, signed; by the secretary, then by the chair, who has drawn an image.
import type { Page } from "@playwright/test";
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { drawSignature } from "../../fixtures/signature.ts";
import { SECOND, states, type Walk } from "../walk.ts";
import { close, readAll, submit } from "./after.ts";

/** Signs the minutes on a tablet that may have no key yet. */
async function sign(walk: Walk, page: Page, who: string): Promise<void> {
  const { camera, say } = walk;
  await expect(page.locator(".minutes-page").first()).toBeVisible();
  await expect(page.getByRole("button", { name: say("sign-key-make") })).toBeVisible();
  await camera.take(page, "sign", `${who}-no-key`);
  await page.getByRole("button", { name: say("sign-key-make") }).click();
  await expect(page.locator("dl.certificate")).toBeVisible();
  // Until every page was seen the button says what is left to read.
  await expect(page.locator(".panel-foot .button.primary[aria-disabled=true]")).toBeVisible();
  await camera.take(page, "sign", `${who}-reading`);
  await readAll(page, say);
  await camera.take(page, "sign", `${who}-ready`);
  await camera.large(page, "sign", `${who}-large`);
  await page.getByRole("button", { name: say("sign-minutes"), exact: true }).click();
  await expect(page.locator(".panel-body .banner.valid")).toBeVisible({ timeout: 30_000 });
  await camera.take(page, "sign", `${who}-signed`);
}

/** Gives the signer an image: drawn on the screen of their own page. */
async function draw(walk: Walk, page: Page): Promise<void> {
  const { camera, office, say } = walk;
  await page.goto(`${office.server.url}/me`);
  await expect(page.getByText(say("signature-none"))).toBeVisible();
  await camera.take(page, "me", "no-signature");
  await page.getByRole("button", { name: say("signature-draw") }).click();
  await camera.take(page, "me", "signature-empty");
  await drawSignature(page);
  await camera.take(page, "me", "signature-drawn");
  await page.getByRole("button", { name: say("signature-save"), exact: true }).click();
  await expect(page.locator(".signature-paper img")).toBeVisible();
  await camera.take(page, "me", "signature");
}

/** Both sign, one after the other. */
export async function signing(walk: Walk): Promise<void> {
  const { office, camera, come } = walk;
  const { url } = office.server;
  const [secretary, chair] = [await come(PEOPLE.secretary), await come(PEOPLE.chair)];
  const { id } = await office.meeting(secretary);
  await close(walk, secretary, id);
  await secretary.goto(`${url}/meetings/${id}/sign`);
  if ((await walk.stage(secretary, id)) === "closed") {
    await expect(secretary.locator(".state").first()).toBeVisible();
    await camera.take(secretary, "sign", "not-submitted");
    await submit(walk, secretary, id);
  }
  await secretary.goto(`${url}/meetings/${id}/sign`);
  await states(secretary, camera, "sign", `**/api/v1/meetings/${id}/minutes`);
  await secretary.goto(`${url}/meetings/${id}/sign`);
  await sign(walk, secretary, "secretary");
  await secretary.goto(`${url}/meetings/${id}/minutes`);
  await expect(secretary.locator(".minutes-page").first()).toBeVisible();
  await camera.take(secretary, "minutes", "half-signed");
  const second = await come(SECOND);
  await second.goto(`${url}/meetings/${id}/sign`);
  await expect(second.locator(".panel-body .banner")).toBeVisible();
  await camera.take(second, "sign", "not-mine");
  await chair.goto(`${url}/meetings/${id}`);
  await expect(chair.locator(".afterwards")).toBeVisible();
  await camera.take(chair, "closed", "signer");
  await draw(walk, chair);
  await chair.goto(`${url}/meetings/${id}/sign`);
  await sign(walk, chair, "chair");
}
