// Strokes of a pen on the page that all read: for oneself, for the secretary, for everybody. Each is looked for on each
// tablet, where it is to be and where it is not.
import type { Page } from "@playwright/test";
import { PEOPLE } from "../../fixtures/office.ts";
import { Paper } from "../../fixtures/papers.ts";
import { Room } from "../../fixtures/room.ts";
import { expect, test } from "../../fixtures/server.ts";
import type { Path } from "./path.ts";

interface Note {
  envelope: { v: number; sealed: string } | null;
}

interface Shared {
  author_name: string;
  sharing: string;
}

export async function annotated(path: Path): Promise<void> {
  const { office, server, tablets } = path;
  const { secretary, chair, deputy, official } = tablets;
  const report = Paper.report();
  const [version] = await path.versions(report.title);
  const notes = (who: Page) => office.get<Note[]>(who, `versions/${version?.id}/notes`);
  const shared = async (who: Page) => {
    const { shared: all } = await office.get<{ shared: Record<string, Shared> }>(who, `versions/${version?.id}/annotations`);
    return Object.values(all).map(({ author_name, sharing }) => [author_name, sharing]);
  };
  const [author, led, beside, desk] = [official, chair, deputy, secretary].map((page) => Room.of(page)) as [Room, Room, Room, Room];

  await test.step("the secretary reads along beside the record", async () => {
    await secretary.goto(server.url);
    await secretary.locator(`a[href="/meetings/${path.meeting}"]`).first().click();
    await secretary.getByRole("button", { name: "Đọc tài liệu" }).click();
    await desk.shows(12, report.pages);
    await desk.isPage(report, 12);
  });

  await author.takePen();
  expect(await author.inked()).toBe(0);
  const mine = await test.step("a stroke of one's own is kept sealed", async () => {
    const height = await author.draw(-150);
    await author.seesInk(height);
    await expect.poll(async () => (await notes(official)).length).toBe(1);
    const [note] = await notes(official);
    expect(note?.envelope?.v).toBe(1);
    // What is sealed is no JSON that anybody could read.
    expect(Buffer.from(note?.envelope?.sealed ?? "", "base64").toString("latin1")).not.toContain("strokes");
    expect(await server.database.count("sealed_note")).toBe(1);
    for (const who of [secretary, chair, deputy]) expect(await notes(who)).toEqual([]);
    expect(await shared(official)).toEqual([]);
    return height;
  });

  const sent = await test.step("a stroke that is sent to the secretary stands on the secretary's tablet", async () => {
    await author.letSee("Chỉ mình tôi", "Gửi thư ký");
    const height = await author.draw(-90);
    await desk.seesInk(height);
    expect(await shared(secretary)).toEqual([[PEOPLE.official, "secretary"]]);
    for (const who of [chair, deputy]) expect(await shared(who)).toEqual([]);
    return height;
  });

  const open = await test.step("a stroke for all stands on every tablet at once", async () => {
    await author.letSee("Gửi thư ký", "Cả cuộc họp");
    const height = await author.draw(-30);
    for (const room of [led, beside, desk]) await room.seesInk(height);
    expect(await shared(chair)).toEqual([[PEOPLE.official, "meeting"]]);
    expect((await shared(secretary)).sort()).toEqual([
      [PEOPLE.official, "meeting"],
      [PEOPLE.official, "secretary"],
    ]);
    return height;
  });

  await test.step("nobody sees a stroke that is not for them", async () => {
    for (const height of [mine, sent, open]) await author.seesInk(height);
    for (const room of [led, beside]) expect(await Promise.all([mine, sent].map((height) => room.inkedAt(height)))).toEqual([0, 0]);
    expect(await desk.inkedAt(mine)).toBe(0);
    // The two that are shared are entries of the version's stream; of the private one it holds nothing.
    expect(await server.database.count(`entry WHERE stream = 'annotations/${version?.id}'`)).toBe(2);
    expect(await server.database.count("sealed_note")).toBe(1);
  });
}
