// Before anybody is known.
import { expect, tablet } from "../../fixtures/office.ts";
import type { Walk } from "../walk.ts";

/** Sign-in and activation. */
export async function entry({ browser, office, camera, say, language }: Walk): Promise<void> {
  const stranger = await tablet(browser, language);
  await stranger.goto(`${office.server.url}/sign-in`);
  await expect(stranger.getByRole("button", { name: say("sign-in") })).toBeVisible();
  await camera.take(stranger, "sign-in", "ready");
  await stranger.context().setOffline(true);
  await camera.take(stranger, "sign-in", "offline");
  await stranger.context().setOffline(false);
  await stranger.goto(`${office.server.url}/activate`);
  await expect(stranger.getByLabel(say("code-label"))).toBeVisible();
  await camera.take(stranger, "activate", "empty");
  await stranger.getByLabel(say("code-label")).pressSequentially("abcdefgh");
  await expect(stranger.locator(".failure")).toBeVisible();
  await camera.take(stranger, "activate", "error");
  await stranger.context().close();
  const known = await office.typeCode(browser, "Hồ Thị Xuân Ái", language);
  await camera.take(known, "activate", "person");
  await known.context().close();
}
