// Takes pictures of a screen in a state: each size and theme of one language, into target/shots. What axe calls
// serious or critical is written down beside them.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

export const OUTPUT = process.env.NGHISU_SHOTS ?? resolve(import.meta.dirname, "../../target/shots");

const FLAT = { width: 1194, height: 834 };
const UPRIGHT = { width: 834, height: 1194 };
/** Tablets that offices own, held both ways. */
const SIZES = [FLAT, UPRIGHT, { width: 1280, height: 800 }];
const THEMES = ["light", "dark"];

/** `NGHISU_SHOTS_SIZES=1194x834,834x1194` and `NGHISU_SHOTS_THEMES=light` take fewer. */
export function chosen(variable: string): string[] | undefined {
  const words = process.env[variable]?.split(",").filter((word) => word !== "") ?? [];
  return words.length > 0 ? words : undefined;
}
const sizes = SIZES.filter(({ width, height }) => chosen("NGHISU_SHOTS_SIZES")?.includes(`${width}x${height}`) ?? true);
const themes = THEMES.filter((theme) => chosen("NGHISU_SHOTS_THEMES")?.includes(theme) ?? true);

export class Camera {
  /** What axe found, one line a picture and rule. */
  readonly findings: string[] = [];

  constructor(readonly language: string) {
    mkdirSync(OUTPUT, { recursive: true });
  }

  /**
   * Takes a screen in a state as it stands now; some states exist on a tablet held one way alone. It is left in the
   * first size, in light.
   */
  async take(page: Page, screen: string, state: string, held: "any" | "upright" | "flat" = "any"): Promise<void> {
    const fitting = sizes.filter(({ width, height }) => held === "any" || height > width === (held === "upright"));
    for (const size of fitting) {
      await page.setViewportSize(size);
      await settled(page);
      for (const theme of themes) {
        await paint(page, theme);
        const name = [screen, state, `${size.width}x${size.height}`, this.language, theme].join("-");
        await page.screenshot({ path: join(OUTPUT, `${name}.png`), animations: "disabled" });
        // What stands where differs by the size, what can be read by the theme: one upright, and both themes lying.
        const isFirst = size === fitting[0];
        const isUpright = size === UPRIGHT && theme === themes[0];
        if (isFirst || isUpright) await this.examine(page, name);
      }
    }
    await lay(page);
    await paint(page, "light");
  }

  /** Takes a screen with the largest letters. */
  async large(page: Page, screen: string, state: string): Promise<void> {
    await choose(page, "text", "larger");
    await this.take(page, screen, state);
    await choose(page, "text", "normal");
  }

  /** Takes what a printer gets: one picture, as paper has neither themes nor sizes of screens. */
  async print(page: Page, screen: string, state: string): Promise<void> {
    await page.emulateMedia({ media: "print" });
    await settled(page);
    const name = [screen, state, "paper", this.language].join("-");
    await page.screenshot({ path: join(OUTPUT, `${name}.png`), animations: "disabled" });
    await page.emulateMedia({ media: "screen" });
  }

  private async examine(page: Page, name: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, impact, nodes } of violations) {
      if (impact !== "serious" && impact !== "critical") continue;
      this.findings.push(`${name}: ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    }
  }
}

/** Holds the tablet upright, for what is there in portrait alone. */
export async function raise(page: Page): Promise<void> {
  await page.setViewportSize(UPRIGHT);
}

/** Lays it down again. */
export async function lay(page: Page): Promise<void> {
  await page.setViewportSize(FLAT);
}

async function paint(page: Page, theme: string): Promise<void> {
  await choose(page, "theme", theme);
}

/** Chooses as another window of the app would, so that the switches on the screen show what is seen. */
async function choose(page: Page, setting: "theme" | "text", word: string): Promise<void> {
  await page.evaluate(
    ({ setting, word }) => {
      const key = `nghisu-${setting}`;
      localStorage.setItem(key, word);
      window.dispatchEvent(new StorageEvent("storage", { key, newValue: word }));
      // Where the client has not started nobody listens.
      document.documentElement.setAttribute(`data-${setting}`, word);
    },
    { setting, word },
  );
}

/** Fonts are there, and two frames have been drawn in this size. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
  });
  // Pages of minutes in view have arrived.
  await page.waitForFunction(() =>
    Array.from(document.querySelectorAll<HTMLImageElement>("img.minutes-page, .page-thumbnails img")).every((image) => {
      const box = image.getBoundingClientRect();
      return box.bottom < 0 || box.top > innerHeight || (image.complete && image.naturalWidth > 0);
    }),
  );
  // A page on the desk is shown sharp.
  await page.waitForFunction(() => {
    const desk = document.querySelector(".desk");
    if (!desk || document.querySelector(".desk-empty, .sheet-number:not([hidden])")) return true;
    const place = desk.getBoundingClientRect();
    const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
    return Array.from(desk.querySelectorAll("img.sheet-page")).some((image) => {
      const box = image.getBoundingClientRect();
      return x > box.left && x < box.right && y > box.top && y < box.bottom;
    });
  });
}
