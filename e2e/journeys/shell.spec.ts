// The shell: what a tablet gets before anybody has signed in.
import type { Page } from "@playwright/test";
import { Release } from "../fixtures/release.ts";
import { expect, test } from "../fixtures/server.ts";
import { isSound } from "../fixtures/sound.ts";

test("the app opens in Vietnamese without a complaint from browser or axe", async ({ page, server }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    // Nobody has signed in, so the question who is here is answered with 401, which browsers report.
    const isUnauthorised = message.text().includes("401");
    if (message.type() === "error" && !isUnauthorised) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));

  const answer = await page.goto(server.url);
  expect(answer?.headers()["content-security-policy"]).not.toContain("'unsafe-inline'");
  await expect(page.getByRole("button", { name: "Đăng nhập" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "vi");

  await isSound(page, "sign-in");
  expect(complaints).toEqual([]);
});

test("a browser finds nothing that keeps it from putting the app among those of the tablet", async ({ page, server }) => {
  await page.goto(server.url);
  const browser = await page.context().newCDPSession(page);
  const { installabilityErrors } = await browser.send("Page.getInstallabilityErrors");
  // A journey's pages are private windows, which keep no app.
  const found = installabilityErrors.map(({ errorId }) => errorId).filter((error) => error !== "in-incognito");
  expect(found).toEqual([]);
});

test("the keys of a tablet are offered in a field, and anew before the server forgets the offer", async ({ page, server }) => {
  let offers = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/api/v1/sign-in/start")) offers += 1;
  });
  await page.clock.install();
  await page.goto(server.url);
  const field = page.getByRole("textbox", { name: "Hoặc chọn tên bạn" });
  await expect(field).toHaveAttribute("autocomplete", "username webauthn");
  await expect.poll(() => offers).toBe(1);
  // One offer at a time, also for whoever comes to the field.
  await field.click();
  await expect(field).toBeFocused();
  expect(offers).toBe(1);
  // The server forgets after ten minutes.
  await expect
    .poll(async () => {
      await page.clock.fastForward("09:00");
      return offers;
    })
    .toBeGreaterThan(1);
  await isSound(page, "sign-in");
});

test("every file of the shell is served, compressed and of one build", async ({ page, server }) => {
  const build = await (await page.request.get(`${server.url}/build.json`)).json();
  expect(build.files.length).toBeGreaterThan(5);
  for (const address of build.files as string[]) {
    const answer = await page.request.get(server.url + address);
    expect(answer.status(), address).toBe(200);
    if (/\.(js|wasm|css|html)$/.test(address)) {
      expect(answer.headers()["content-encoding"], address).toBe("br");
    }
  }
  const worker = await (await page.request.get(`${server.url}/sw.js`)).text();
  expect(worker).toContain(build.build);
});

test("the app starts again without a network once it has been opened", async ({ page, context, server }) => {
  await page.goto(server.url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await server.kill();
  await context.setOffline(true);
  await page.reload();
  await expect(page.locator("#loading")).toBeHidden();
  await expect(page.locator("body")).not.toBeEmpty();
});

/** Of which release the styles are that a page shows. */
const styledBy = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--release").replaceAll('"', ""));

/** The builds that a tablet holds whole. */
const kept = (page: Page) =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("nghisu-")).map((name) => name.slice(7)));

test("a newer release is kept whole or not at all, and a tablet never starts from parts of two", async ({ page, context, server }) => {
  const release = await Release.of(server);
  const shown = page.locator("html");
  await page.goto(release.url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  expect(await kept(page)).toEqual([release.first]);

  await test.step("of a release that has not arrived in full nothing is kept", async () => {
    release.replace("b".repeat(16), ["/icons/mark.svg"]);
    const refused = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const worker = (await registration.update().catch(() => undefined), registration.installing);
      if (!worker) return "not installed";
      return new Promise((told) => {
        worker.addEventListener("statechange", () => told(worker.state));
      });
    });
    expect(["redundant", "not installed"]).toContain(refused);
    expect(await kept(page)).toEqual([release.first]);
    await context.setOffline(true);
    await page.reload();
    await expect(shown).toHaveAttribute("data-build", release.first);
    await expect(page.locator("#loading")).toBeHidden();
    expect(await styledBy(page)).toBe("");
    await context.setOffline(false);
  });

  await test.step("a whole one is kept at the next start, and is what the tablet starts from without a network", async () => {
    const next = "c".repeat(16);
    release.replace(next);
    await page.reload();
    await expect(shown).toHaveAttribute("data-build", next);
    await expect.poll(() => styledBy(page)).toBe(next);
    const { files } = (await (await page.request.get(`${release.url}/build.json`)).json()) as { files: string[] };
    const held = () =>
      page.evaluate(async (build) => {
        const cache = await caches.open(`nghisu-${build}`);
        return (await cache.keys()).map(({ url }) => new URL(url).pathname).sort();
      }, next);
    await expect.poll(held, { timeout: 30_000 }).toEqual([...files].sort());
    // It is in charge as soon as it is whole.
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).installing === null && navigator.serviceWorker.controller?.state))
      .toBe("activated");
    await release.close();
    await context.setOffline(true);
    await page.reload();
    await expect(shown).toHaveAttribute("data-build", next);
    await expect(page.locator("#loading")).toBeHidden();
    expect(await styledBy(page)).toBe(next);
  });
});
