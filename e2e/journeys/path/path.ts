// What the chapters of the whole path share: its people on their tablets, its meeting, and what API, tables and log say
// of it.
import { type Browser, expect, type Page } from "@playwright/test";
import { headersIn, rootOver } from "../../fixtures/log.ts";
import { type Office, PEOPLE } from "../../fixtures/office.ts";
import type { Server } from "../../fixtures/server.ts";

const TABLETS = ["secretary", "chair", "deputy", "official", "guest"] as const;
type Role = (typeof TABLETS)[number];

export interface Item {
  title: string;
  position: number;
  status: string;
  course?: string;
  votes?: { subject: string }[];
  conclusions?: { text: string }[];
}

export interface Document {
  item: string;
  title: string;
  versions: { id: string; pages: number; hash: string; reason: string }[];
}

export interface View {
  standing: string;
  room: {
    stage: string;
    seq: number;
    chair: string | null;
    presiding: string | null;
    secretaries: string[];
    details: Record<string, unknown>;
    current_item: string | null;
    lead: { person: string; places: { place: { version: string; page: number } }[] } | null;
    participants: Record<string, { name: string; rank: number; role: string; substitute_for?: string; attendance: { state: string } }>;
    items: Record<string, Item>;
    documents: Record<string, Document>;
    closing: { size: number } | null;
    minutes: {
      submitted?: { number: string; signatures: { capacity: string; person: string; pdf: string }[] };
    };
  };
}

export class Path {
  /** The meeting's id, once it is made. */
  meeting = "";

  private constructor(
    readonly office: Office,
    readonly tablets: Readonly<Record<Role, Page>>,
  ) {}

  /** Five people type their codes and make their passkeys, each on a tablet of their own. */
  static async begin(browser: Browser, office: Office): Promise<Path> {
    const tablets = {} as Record<Role, Page>;
    for (const role of TABLETS) {
      const page = await office.activate(browser, PEOPLE[role]);
      tablets[role] = page;
      const me = await office.get<{ name: string; session: string | null }>(page, "me");
      expect(me).toMatchObject({ name: PEOPLE[role], session: expect.any(String) });
    }
    const { database } = office.server;
    expect(await database.count("credential WHERE revoked_at IS NULL")).toBe(TABLETS.length);
    expect(await database.count("activation WHERE used_at IS NOT NULL"), "a code is good once").toBe(TABLETS.length);
    expect(await database.count("session WHERE ended_at IS NULL")).toBe(TABLETS.length);
    return new Path(office, tablets);
  }

  async end(): Promise<void> {
    for (const page of Object.values(this.tablets)) await page.context().close();
  }

  get server(): Server {
    return this.office.server;
  }

  /** The address of one of the meeting's screens. */
  screen(name: "minutes" | "sign"): string {
    return `${this.server.url}/meetings/${this.meeting}/${name}`;
  }

  /** The meeting as a person may see it. */
  async view(who: Page): Promise<View> {
    return this.office.get<View>(who, `meetings/${this.meeting}`);
  }

  /** The room as its secretary sees it: all of it. */
  async room(): Promise<View["room"]> {
    return (await this.view(this.tablets.secretary)).room;
  }

  /** The items in their order. */
  async items(): Promise<Item[]> {
    return Object.values((await this.room()).items).sort((one, other) => one.position - other.position);
  }

  /** The versions of the paper on an item, the oldest first. */
  async versions(title: string): Promise<Document["versions"]> {
    const { documents } = await this.room();
    const found = Object.values(documents).find((document) => document.title === title);
    if (!found) throw new Error(`no paper ${title}`);
    return found.versions;
  }

  /** The id of a person. */
  async person(who: Page): Promise<string> {
    return (await this.office.get<{ id: string }>(who, "me")).id;
  }

  /** What was entered into the log under these kinds, in its order: kind, actor, and in whose place. */
  async logged(...kinds: string[]): Promise<[string, string, string | null][]> {
    const all = await this.office.log(this.tablets.secretary, this.meeting);
    const found = all.filter(({ kind }) => kinds.includes(kind));
    return found.map(({ kind, actor, on_behalf_of }) => [kind, actor, on_behalf_of ?? null]);
  }

  /** The log has its size and root from the entries in the table, without a gap; says which. */
  async isSealed(): Promise<{ size: number; root: string }> {
    const headers = await headersIn(this.server.database, `room/${this.meeting}`);
    const told = { size: headers.length, root: rootOver(headers) };
    const checkpoint = await this.office.get<object>(this.tablets.secretary, `meetings/${this.meeting}/checkpoint`);
    expect(checkpoint).toMatchObject({ stream: `room/${this.meeting}`, ...told });
    return told;
  }
}
