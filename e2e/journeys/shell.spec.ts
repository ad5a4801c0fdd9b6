// The shell: what a tablet gets before anybody has signed in.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../fixtures/server.ts";

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

  const findings = await new AxeBuilder({ page }).analyze();
  const serious = findings.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  expect(complaints).toEqual([]);
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
