// The archive, and what a clerk sees of the office.
import type { Page } from "@playwright/test";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { flipped } from "../../fixtures/judges.ts";
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { CLERK, states, type Walk } from "../walk.ts";
import { signing } from "./signing.ts";

/** Empty for whoever has nothing archived; then list and detail of the signed meeting. */
export async function archive(walk: Walk): Promise<void> {
  const { office, camera, say, come } = walk;
  const { url } = office.server;
  const secretary = await come(PEOPLE.secretary);
  const { id } = await office.meeting(secretary);
  const administrator = await come(PEOPLE.administrator);
  await administrator.goto(`${url}/archive`);
  await expect(administrator.locator(".state").first()).toBeVisible();
  await camera.take(administrator, "archive", "empty");
  if (!["signed", "archived"].includes(await walk.stage(secretary, id))) await signing(walk);
  await expect.poll(async () => walk.stage(secretary, id), { timeout: 60_000 }).toBe("archived");

  const clerk = await come(CLERK);
  await camera.take(clerk, "clerk", "meetings");
  await clerk.goto(`${url}/waiting`);
  await expect(clerk.getByText(say("waiting-nothing"))).toBeVisible();
  await camera.take(clerk, "clerk", "waiting");
  await clerk.goto(`${url}/archive`);
  await expect(clerk.locator(".archive-row").first()).toBeVisible();
  await expect(clerk.locator(".verdict").first()).toBeVisible();
  await camera.take(clerk, "archive", "list");
  await clerk.goto(`${url}/archive/${id}`);
  await expect(clerk.locator(".verdict").first()).toBeVisible();
  await camera.take(clerk, "archive", "check");
  await clerk.locator(".technical > summary").click();
  await camera.take(clerk, "archive", "technical");
  await camera.large(clerk, "archive", "large");
  await clerk.getByRole("tab", { name: say("minutes") }).click();
  await expect(clerk.locator(".minutes-page").first()).toBeVisible();
  await camera.take(clerk, "archive", "minutes");
  await clerk.getByRole("tab", { name: say("archive-tab-papers") }).click();
  await camera.take(clerk, "archive", "papers");
  await clerk.getByRole("tab", { name: say("archive-tab-log") }).click();
  await expect(clerk.locator(".journal .row").first()).toBeVisible();
  await camera.take(clerk, "archive", "log");
  await clerk.goto(`${url}/archive/${id}`);
  await states(clerk, camera, "archive-detail", "**/api/v1/archive/*/verification");
  await damaged(walk, clerk, id);
  await clerk.goto(`${url}/archive`);
  await clerk.getByRole("searchbox").fill("đường tỉnh 999");
  await expect(clerk.getByText(say("archive-none-found"))).toBeVisible();
  await camera.take(clerk, "archive", "none-found");
  await clerk.getByRole("searchbox").fill("phien thuong ky 01");
  await expect(clerk.locator(".archive-row mark").first()).toBeVisible();
  await expect(clerk.locator(".verdict, .archive-detail .state").first()).toBeVisible({ timeout: 60_000 });
  await camera.take(clerk, "archive", "found");
  await clerk.goto(`${url}/archive`);
  await states(clerk, camera, "archive", "**/api/v1/archive*");
  await clerk.goto(`${url}/meetings/${id}`);
  await expect(clerk.locator(".room:not(.waits)")).toBeVisible();
  await camera.take(clerk, "clerk", "room");
  await clerk.goto(`${url}/meetings/${id}/minutes`);
  await expect(clerk.locator(".minutes-page").first()).toBeVisible();
  await camera.take(clerk, "clerk", "minutes");
}

/** The verdict about a package of which one byte was turned over on the disk; it is put right afterwards. */
async function damaged({ office, camera }: Walk, clerk: Page, id: string): Promise<void> {
  type Archived = { room: { minutes: { package: string } } };
  const { room } = await office.get<Archived>(clerk, `meetings/${id}`);
  const name = room.minutes.package;
  const file = join(office.server.data, "blobs", name.slice(0, 2), name.slice(2, 4), name);
  const sound = await readFile(file);
  await writeFile(file, flipped(sound, sound.length >> 1));
  await clerk.goto(`${office.server.url}/archive/${id}`);
  await expect(clerk.locator(".verdict .banner.live")).toBeVisible();
  await camera.take(clerk, "archive", "invalid");
  await writeFile(file, sound);
}
