// The real app beside pdf.js and PDFium in WebAssembly: the same browser, the same run, the same slowness. The app is
// the shipped client on the shipped server, signed in with a passkey, following a presenter; its shell is warm (service
// worker), as the peers' modules are (HTTP cache). A peer draws when it is turned, as viewers do; the app has been sent
// the next page before. Run by `cargo xtask bench`, which opens the office.
import { type Browser, type BrowserContext, chromium, test, type Page } from "@playwright/test";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Peers } from "./peers.ts";
import { Quota, TIMES } from "./quota.ts";
import { type Turn, watch } from "./watch.ts";

const run = promisify(execFile);
const READER = "Đoàn Minh Triết";
const TABLET = { viewport: { width: 834, height: 1194 }, deviceScaleFactor: 2, locale: "vi-VN" } as const;
const KINDS = { text: "1. Bao cao KTXH 2026.pdf", tables: "2.", scan: "4." } as const;
const ROUNDS = Number(process.env.NGHISU_BENCH_ROUNDS ?? 7);
const TURNS = Number(process.env.NGHISU_BENCH_TURNS ?? 20);

type Kind = keyof typeof KINDS;

interface Figure {
  name: string;
  measure: string;
  value: number;
  unit: string;
  samples: number;
  target: { at_most: number } | { at_least: number } | null;
  details: Record<string, number>;
}

/** The browser, and how it is slowed. */
class Slowed {
  private constructor(
    readonly browser: Browser,
    readonly quota: Quota | undefined,
    private readonly directory: string,
  ) {}

  static async launch(): Promise<Slowed> {
    const directory = await mkdtemp(join(tmpdir(), "nghisu-browser-"));
    const quota = await Quota.make();
    const program = process.env.NGHISU_CHROMIUM ?? "/usr/bin/chromium";
    const browser = await chromium.launch({
      executablePath: quota ? await quota.wrap(program, directory) : program,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    });
    return new Slowed(browser, quota, directory);
  }

  get how(): string {
    return this.quota ? "CPU quota of a quarter of the machine" : `DevTools throttling ×${TIMES}: no quota can be set here`;
  }

  /** A fresh page that watches itself; slowed already where only DevTools can do it. */
  async page(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    if (!this.quota) {
      const devtools = await context.newCDPSession(page);
      await devtools.send("Emulation.setCPUThrottlingRate", { rate: TIMES });
    }
    return page;
  }

  async while<T>(act: () => Promise<T>): Promise<T> {
    await this.quota?.slow();
    try {
      return await act();
    } finally {
      await this.quota?.lift();
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.quota?.remove();
    await rm(this.directory, { recursive: true, force: true });
  }
}

test("the app beside pdf.js and PDFium in WebAssembly", async () => {
  test.setTimeout(40 * 60_000);
  const papers = needed("NGHISU_BENCH_PAPERS");
  const url = needed("NGHISU_BENCH_URL");
  const slowed = await Slowed.launch();
  const peers = await Peers.serve(papers);
  const figures: Figure[] = [];
  try {
    const reader = await activate(slowed.browser, url);
    const guest = await slowed.browser.newContext(TABLET);
    for (const context of [reader, guest]) await context.addInitScript(watch);
    const files = await readdir(papers);
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const { meeting } = await stage(kind);
      const file = files.find((name) => name.startsWith(KINDS[kind]));
      if (!file) throw new Error(`no paper of ${kind}`);
      const paper = encodeURIComponent(`/papers/${file}`);
      const sides = [
        { name: "app", context: reader, address: `${url}/meetings/${meeting}` },
        { name: "pdfjs", context: guest, address: `${peers.url}/peers/pdfjs.html?file=${paper}` },
        { name: "pdfium", context: guest, address: `${peers.url}/peers/pdfium.html?file=${paper}` },
      ];
      const first: Record<string, number[]> = {};
      const whole: number[] = [];
      const turn: Record<string, Turn[]> = {};
      // Round 0 warms shell, modules and code caches, free of any quota, and is not counted.
      for (let round = 0; round <= ROUNDS; round += 1) {
        for (const { name, context, address } of sides) {
          const page = await slowed.page(context);
          // A browser that has opened a window prepares parts of itself for the next one: a second renderer's start.
          await pause(2_000);
          const open = async () => {
            await page.goto(address, { waitUntil: "commit" });
            const shown = await page.evaluate(() => window.bench.first(1));
            return { shown, usable: await page.evaluate(() => window.bench.usable(1)) };
          };
          if (round === 0) {
            await open();
            // The service worker stores the shell after the first start.
            if (name === "app") await page.evaluate(async () => void (await navigator.serviceWorker.ready));
            await pause(1_000);
          } else {
            const { shown, usable } = await slowed.while(open);
            (first[name] ??= []).push(shown);
            if (name === "app") whole.push(usable);
          }
          if (round === ROUNDS) turn[name] = await turns(slowed, page, name === "app", name === "app" ? TURNS : Math.ceil(TURNS / 2));
          await page.close();
        }
      }
      console.log(kind, "first", JSON.stringify(round1(first)), "turn", JSON.stringify(turn));
      figures.push(...beside(kind, first, whole, turn));
    }
    for (const figure of figures) figure.name += ` (${slowed.how})`;
    figures.push(...(await mainThread(slowed, reader, url)));
    await writeFile(needed("NGHISU_BENCH_RESULTS"), JSON.stringify(figures));
  } finally {
    peers.stop();
    await slowed.close();
  }
});

/** Turns on page by page; each time from the key's press to the painted sharp page. */
async function turns(slowed: Slowed, page: Page, isApp: boolean, count: number): Promise<Turn[]> {
  // The first page is there before the desk is.
  if (isApp) await page.locator(".desk").focus();
  const times: Turn[] = [];
  for (let to = 2; to <= count + 1; to += 1) {
    // Pushed ahead means: the next page stands beside this one, painted, before it is turned.
    if (isApp) await page.evaluate((next) => window.bench.prepared(next), to);
    await pause(300);
    await page.evaluate((next) => window.bench.expect(next), to);
    times.push(
      await slowed.while(async () => {
        await page.keyboard.press("PageDown");
        return page.evaluate(() => window.bench.turned());
      }),
    );
  }
  return times;
}

function beside(kind: Kind, first: Record<string, number[]>, whole: number[], turn: Record<string, Turn[]>): Figure[] {
  const [app, pdfjs, pdfium] = ["app", "pdfjs", "pdfium"].map((name) => percentile(first[name] ?? [], 50)) as [
    number,
    number,
    number,
  ];
  const of = (name: string, what: keyof Turn) => (turn[name] ?? []).map((one) => one[what]);
  const own = of("app", "painted");
  return [
    {
      name: `cold navigation to the first sharp page, ${kind}: times sooner than the faster peer`,
      measure: "ratio",
      value: Math.min(pdfjs, pdfium) / app,
      unit: "",
      samples: ROUNDS,
      target: { at_least: kind === "scan" ? 2.5 : 1.5 },
      details: { app_ms: app, pdfjs_ms: pdfjs, pdfium_wasm_ms: pdfium },
    },
    {
      // The first page is there before the client is: from here on a key turns it.
      name: `cold navigation until the page can be turned, ${kind}: times sooner than the faster peer shows its first`,
      measure: "ratio",
      value: Math.min(pdfjs, pdfium) / percentile(whole, 50),
      unit: "",
      samples: ROUNDS,
      target: null,
      details: { app_ms: percentile(whole, 50), pdfjs_ms: pdfjs, pdfium_wasm_ms: pdfium },
    },
    {
      name: `page turn pushed ahead, ${kind}: key to painted sharp page`,
      measure: "p50",
      value: percentile(own, 50),
      unit: "ms",
      samples: own.length,
      target: { at_most: 16 },
      details: {
        p95: percentile(own, 95),
        max: percentile(own, 100),
        shown_ms: percentile(of("app", "shown"), 50),
        pdfjs_ms: percentile(of("pdfjs", "painted"), 50),
        pdfium_wasm_ms: percentile(of("pdfium", "painted"), 50),
      },
    },
  ];
}

/** What turning, zooming and panning cost the app's main thread, slowed in both ways where both can be had. */
async function mainThread(slowed: Slowed, reader: BrowserContext, url: string): Promise<Figure[]> {
  const { meeting } = await stage("tables");
  const traced = async (rate: number, slow: (act: () => Promise<void>) => Promise<void>) => {
    const page = await reader.newPage();
    await page.goto(`${url}/meetings/${meeting}`);
    await page.evaluate(() => window.bench.prepared(2));
    await pause(2_000);
    const devtools = await reader.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate });
    const events = await traceOf(slowed, page, () => slow(() => turnZoomAndPan(page)));
    await page.close();
    return events;
  };
  const throttled = await traced(TIMES, (act) => act());
  const figures = [longestTask(throttled, "dur", 1, `DevTools throttling ×${TIMES}`), whilePanning(throttled)];
  if (slowed.quota) {
    // By the clock a task here also holds what the browser's other threads and the machine's other programs took from
    // it, since all of them share the quarter: its own time on a processor, as many times longer, is what it would
    // take on a machine of a quarter of the speed.
    const quartered = await traced(1, (act) => slowed.while(act));
    figures.push(longestTask(quartered, "tdur", TIMES, `own time × ${TIMES}, ${slowed.how}`));
  }
  return figures;
}

/** What a reader does who looks closely: eight pages on, three steps nearer, and the page moved there and back. */
async function turnZoomAndPan(page: Page): Promise<void> {
  await page.locator(".desk").focus();
  const middle = { x: 417, y: 600 };
  for (let turn = 0; turn < 8; turn += 1) {
    await page.keyboard.press("PageDown");
    await pause(400);
  }
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("+");
  await pause(600);
  for (let pan = 0; pan < 6; pan += 1) {
    const [dx, dy] = pan % 2 === 0 ? [-160, -260] : [160, 260];
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x + dx, middle.y + dy, { steps: 24 });
    await page.mouse.up();
    await pause(500);
  }
}

/** What renderers' main threads did meanwhile. */
async function traceOf(slowed: Slowed, page: Page, act: () => Promise<void>): Promise<TraceEvent[]> {
  await slowed.browser.startTracing(page, { categories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"] });
  await act();
  const trace = JSON.parse((await slowed.browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  return trace.traceEvents.filter(({ pid, tid }) => mains.has(`${pid}/${tid}`));
}

function longestTask(events: TraceEvent[], time: "dur" | "tdur", times: number, how: string): Figure {
  const tasks = events.filter(({ name }) => /RunTask$/.test(name));
  if (tasks.length < 100) throw new Error(`the trace holds ${tasks.length} tasks of main threads`);
  // Tasks under way when the trace ends have no time on a processor.
  const of = (which: "dur" | "tdur") => tasks.flatMap((task) => task[which] ?? []).map((micros) => micros / 1e3);
  const taken = of(time).map((own) => own * times);
  const clock = of("dur");
  return {
    name: `longest main-thread task while turning, zooming and panning (${how})`,
    measure: "max",
    value: Math.max(...taken),
    unit: "ms",
    samples: tasks.length,
    target: { at_most: 50 },
    details: { "p99.9": percentile(taken, 99.9), by_the_clock: Math.max(...clock) },
  };
}

/** What a page's way under a finger costs the main thread. The first two ways bring the tiles. */
function whilePanning(events: TraceEvent[]): Figure {
  const times = (type: string) =>
    events.filter(({ name, args }) => name === "EventDispatch" && args?.data?.type === type).map(({ ts }) => ts);
  const [downs, ups] = [times("pointerdown"), times("pointerup")];
  if (downs.length !== 6 || ups.length !== 6) throw new Error(`the trace holds ${downs.length} of 6 ways of a page`);
  const ways = downs.map((down, at) => [down, ups[at] ?? down] as const).slice(2);
  const during = events.filter(({ ts }) => ways.some(([down, up]) => down <= ts && ts <= up));
  const count = (is: (event: TraceEvent) => boolean) => during.filter(is).length;
  const layouts = count(({ name }) => name === "Layout");
  const rasters = count(({ name }) => /^(RasterTask|ImageDecodeTask|Decode Image|Draw LazyPixelRef)$/.test(name));
  const paints = count(({ name, args }) => name === "Paint" && /^(IMG|CANVAS)/.test(args?.data?.nodeName ?? ""));
  return {
    name: "layouts, rasters and paints of pages on the main thread while panning",
    measure: "count",
    value: layouts + rasters + paints,
    unit: "",
    samples: count(({ name, args }) => name === "EventDispatch" && args?.data?.type === "pointermove"),
    target: { at_most: 0 },
    details: { layouts, rasters, paints },
  };
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** On a processor. */
  tdur?: number;
  args?: { name?: string; data?: { type?: string; nodeName?: string } };
}

/** A tablet on which an official has come in with a passkey. */
async function activate(browser: Browser, url: string): Promise<BrowserContext> {
  const { stdout } = await run(needed("NGHISU_SERVER"), [
    "person", "link", READER, "--data", needed("NGHISU_BENCH_DATA"), "--public-url", url,
  ]);
  const code = /([0-9A-Z]{4}) ([0-9A-Z]{4})\s*$/m.exec(stdout);
  if (!code) throw new Error(`no code: ${stdout}`);
  const context = await browser.newContext(TABLET);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(`${url}/activate`);
  await page.getByLabel("Mã kích hoạt, 8 ký tự").pressSequentially(`${code[1]}${code[2]}`.toLowerCase());
  await page.getByRole("button", { name: "Tạo khóa truy cập" }).click();
  await page.getByRole("heading", { name: "Lịch họp" }).waitFor();
  await page.close();
  return context;
}

/** Shows the first page of a paper to those who follow. */
async function stage(kind: Kind): Promise<{ meeting: string }> {
  const { stdout } = await run(needed("NGHISU_LOAD"), ["stage", "--url", needed("NGHISU_BENCH_URL"), "--show", kind]);
  return JSON.parse(stdout) as { meeting: string };
}

/** The pace of a person who reads: nothing is measured while it lasts, and what was stirred up before comes to rest. */
async function pause(milliseconds: number): Promise<void> {
  await new Promise((done) => setTimeout(done, milliseconds));
}

function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

function round1(all: Record<string, number[]>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.map((value) => Math.round(value * 10) / 10)]));
}

function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this by \`cargo xtask bench --only browser\``);
  return value;
}
