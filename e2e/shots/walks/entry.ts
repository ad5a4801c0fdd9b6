// Before anybody is known.
import { expect, tablet } from "../../fixtures/office.ts";
import type { Walk } from "../walk.ts";

/** How Safari on an iPad names itself: there the app is put on the home screen first. */
const SAFARI =
  "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/** Sign-in and activation. */
export async function entry({ browser, office, camera, say, language }: Walk): Promise<void> {
  const { url } = office.server;
  const stranger = await tablet(browser, language);
  await stranger.goto(`${url}/sign-in`);
  await expect(stranger.getByRole("button", { name: say("sign-in") })).toBeVisible();
  await camera.take(stranger, "sign-in", "ready");
  await stranger.context().setOffline(true);
  await camera.take(stranger, "sign-in", "offline");
  await stranger.context().setOffline(false);
  // The button stands where it stood once the strip above it has gone.
  await expect(stranger.locator(".strip")).toHaveCount(0);
  await expect(stranger.getByRole("button", { name: say("sign-in") })).toBeEnabled();
  // Asked, and never answered.
  await stranger.route("**/api/v1/sign-in/start", () => {});
  await stranger.getByRole("button", { name: say("sign-in") }).click();
  await expect(stranger.locator(".button.busy")).toBeVisible();
  await camera.take(stranger, "sign-in", "loading");
  await stranger.unroute("**/api/v1/sign-in/start");
  await stranger.reload();
  await expect(stranger.getByRole("button", { name: say("sign-in") })).toBeEnabled();
  await stranger.route("**/api/v1/sign-in/start", async (route) => route.fulfill({ status: 500, body: "" }));
  await stranger.getByRole("button", { name: say("sign-in") }).click();
  await expect(stranger.locator(".failure")).toBeVisible();
  await camera.take(stranger, "sign-in", "error");
  await stranger.goto(`${url}/activate`);
  await expect(stranger.getByLabel(say("code-label"))).toBeVisible();
  await camera.take(stranger, "activate", "empty");
  await stranger.getByLabel(say("code-label")).pressSequentially("abcdefgh");
  await expect(stranger.locator(".code-failed")).toBeVisible();
  await camera.take(stranger, "activate", "error");
  // A code that the server is asked about, and no way to it.
  await stranger.route("**/api/v1/door/code", () => {});
  await stranger.getByLabel(say("code-label")).fill("");
  await stranger.getByLabel(say("code-label")).pressSequentially("abcdefgj");
  await expect(stranger.locator(".button.busy")).toBeVisible();
  await camera.take(stranger, "activate", "loading");
  await stranger.unroute("**/api/v1/door/code");
  await stranger.reload();
  // Whose office it is was learnt before the network goes.
  await expect(stranger.locator(".office > .mark")).toBeVisible();
  await stranger.context().setOffline(true);
  await expect(stranger.locator(".strip")).toBeVisible();
  await camera.take(stranger, "activate", "offline");
  await stranger.context().close();

  const safari = await tablet(browser, language, {}, SAFARI);
  for (const screen of ["sign-in", "activate"]) {
    await safari.goto(`${url}/${screen}`);
    await expect(safari.getByText(say("install-title"))).toBeVisible();
    await camera.take(safari, screen, "install");
  }
  await safari.context().close();

  const known = await office.typeCode(browser, "Hồ Thị Xuân Ái", language);
  await camera.take(known, "activate", "person");
  await known.context().close();
}
