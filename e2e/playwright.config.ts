// Browser journeys against the real server. Each test starts servers of its own (fixtures/server.ts), so nothing
// here starts one. Run by `cargo xtask test`, which builds the server and names it in NGHISU_SERVER.
import { defineConfig } from "@playwright/test";

const chromium = process.env.NGHISU_CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  // A journey waits for the network and for time about as long as it computes: two keep two cores busy.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    // A tablet of ten or eleven inches, held in landscape.
    viewport: { width: 1194, height: 834 },
    hasTouch: true,
    locale: "vi-VN",
    // What cannot be pressed within this time is covered or gone: a fault of the product, told at once.
    actionTimeout: 15_000,
    timezoneId: "Asia/Ho_Chi_Minh",
    // Of a failure remain the pictures of its pages, what stood on them in words, and every act, request and line of the
    // console with its time. Films and snapshots of each act cost half of a journey's time: `--trace on` makes them.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false, sources: true },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        // Root, as on build machines, has no use for the sandbox that keeps users apart.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "journeys", testDir: "journeys" },
    // Pictures of every screen, taken by `cargo xtask shots`: both languages at a time.
    { name: "shots", testDir: "shots", fullyParallel: true, use: { trace: "off" } },
    // Run by `cargo xtask bench` alone, one at a time. Recording costs time, which is what is measured.
    { name: "bench", testDir: "bench", testMatch: "*.bench.ts", workers: 1, use: { trace: "off", screenshot: "off" } },
  ],
});
