// What every walk through the office has: its people on their tablets, the camera, the words of a language.
import type { Browser, Page } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { expect, type Keys, type Office } from "../fixtures/office.ts";
import { type Say, words } from "../fixtures/words.ts";
import type { Camera } from "./camera.ts";

/** Who keeps the office's numbers and archive, and sits in no meeting. */
export const CLERK = "Bùi Thị Lụa";
/** The meeting's other secretary. */
export const SECOND = "Hoàng Gia Bách";

export class Walk {
  readonly say: Say;
  private readonly tablets = new Map<string, Page>();

  constructor(
    readonly browser: Browser,
    readonly office: Office,
    /** The directory of the demonstration's papers. */
    readonly papers: string,
    readonly camera: Camera,
    readonly language: string,
  ) {
    this.say = words(language);
  }

  /** A person on their tablet: their code is good once, so every walk meets them on the same one. */
  readonly come = async (name: string, keys: Keys = {}): Promise<Page> => {
    const known = this.tablets.get(name);
    if (known) return known;
    const page = await this.office.activate(this.browser, name, this.language, keys);
    this.tablets.set(name, page);
    return page;
  };

  /** Gives commands to a meeting as a person; each must be accepted. */
  async command(page: Page, meeting: string, ...commands: Record<string, unknown>[]): Promise<void> {
    for (const room of commands) {
      const outcome = await this.office.post<{ outcome: string }>(page, `meetings/${meeting}/commands`, {
        id: randomUUID(),
        command: { to: "room", room },
      });
      expect(outcome, JSON.stringify(room)).toMatchObject({ outcome: "accepted" });
    }
  }

  /** The stage that the demonstration's meeting has reached. */
  async stage(page: Page, meeting: string): Promise<string> {
    return (await this.office.get<{ room: { stage: string } }>(page, `meetings/${meeting}`)).room.stage;
  }

  /** The items of a meeting in their order. */
  async items(page: Page, meeting: string): Promise<{ id: string; status: string; course?: string | undefined }[]> {
    type Items = { room: { items: Record<string, { position: number; status: string; course?: string }> } };
    const { room } = await this.office.get<Items>(page, `meetings/${meeting}`);
    const items = Object.entries(room.items).sort(([, a], [, b]) => a.position - b.position);
    return items.map(([id, { status, course }]) => ({ id, status, course }));
  }

  /** Opens an item that has not been discussed, for an earlier walk may have, and records about it. */
  async discuss(page: Page, meeting: string, number: number, ...records: Record<string, unknown>[]): Promise<void> {
    const item = (await this.items(page, meeting))[number - 1];
    if (!item) throw new Error(`no item ${number}`);
    if (item.status === "pending") await this.command(page, meeting, { do: "open_item", item: item.id });
    await this.command(page, meeting, ...records.map((record) => ({ ...record, item: item.id })));
  }
}

/** A screen while it loads, when the server fails, and without a connection. */
export async function states(page: Page, camera: Camera, screen: string, address: string): Promise<void> {
  // Never answered: the page that asks is reloaded before.
  await page.route(address, () => {});
  await page.reload();
  // What answers at once takes its own frame away before that frame is seen.
  await expect(page.locator(".skeleton").first()).toHaveCSS("opacity", "1");
  await camera.take(page, screen, "loading");
  await page.unroute(address);
  await page.route(address, async (route) => route.fulfill({ status: 500, body: "" }));
  await page.reload();
  await expect(page.getByRole("alert").filter({ visible: true }).first()).toBeVisible();
  await camera.take(page, screen, "error");
  await page.unroute(address);
  await page.reload();
  // What is on board stays readable: the screen stands complete before the network goes.
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator(".skeleton")).toHaveCount(0);
  await page.context().setOffline(true);
  await expect(page.locator(".strip")).toBeVisible();
  await camera.take(page, screen, "offline");
  await page.context().setOffline(false);
}

/**
 * A meeting's screen before its connection stands, and when the connection is refused. It is looked at on a page of its
 * own, which ends with the pictures: the person's own page keeps its connection.
 */
export async function unconnected(page: Page, camera: Camera, screen: string): Promise<void> {
  const other = await page.context().newPage();
  let refuses = false;
  await other.routeWebSocket("**/socket**", async (socket) => {
    if (refuses) await socket.close();
  });
  await other.goto(page.url());
  await expect(other.locator(".skeleton")).toBeVisible();
  await camera.take(other, screen, "loading");
  refuses = true;
  await other.reload();
  await expect(other.locator(".state")).toBeVisible();
  await camera.take(other, screen, "error");
  await other.close();
}

/** A meeting's screen whose connection the server has ended for good, by the code with which it does. */
export async function ended(page: Page, camera: Camera, screen: string): Promise<void> {
  for (const [state, code] of [["not-invited", 4403], ["other-version", 4426]] as const) {
    const other = await page.context().newPage();
    await other.routeWebSocket("**/socket**", async (socket) => socket.close({ code, reason: state }));
    await other.goto(page.url());
    await expect(other.locator(".state")).toBeVisible();
    await camera.take(other, screen, state);
    await other.close();
  }
}

/** What was done and can be undone is said for eight seconds, and for as long as its button has the focus. */
export async function holdUndo(page: Page): Promise<void> {
  await page.locator(".toast").last().getByRole("button").focus();
}
