// Walks through the demonstration office and takes a picture of every screen in its states.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, Office } from "../fixtures/office.ts";
import { test } from "../fixtures/server.ts";
import { Camera, chosen, OUTPUT } from "./camera.ts";
import { Walk } from "./walk.ts";
import { administration } from "./walks/administration.ts";
import { archive } from "./walks/archive.ts";
import { before } from "./walks/before.ts";
import { calendar } from "./walks/calendar.ts";
import { cancelled } from "./walks/cancelled.ts";
import { door } from "./walks/door.ts";
import { editor } from "./walks/editor.ts";
import { entry } from "./walks/entry.ts";
import { minutes } from "./walks/minutes.ts";
import { record } from "./walks/record.ts";
import { replacement } from "./walks/replacement.ts";
import { room } from "./walks/room.ts";
import { signing } from "./walks/signing.ts";

/** In the order of a meeting's life. A walk brings the meeting as far as it needs it, so that each can be taken alone. */
const walks = { entry, calendar, editor, before, administration, room, door, replacement, record, minutes, signing, archive, cancelled };
const parts = chosen("NGHISU_SHOTS_PARTS") ?? Object.keys(walks);

test.setTimeout(3_600_000);

for (const language of chosen("NGHISU_SHOTS_LANGUAGES") ?? ["vi", "en"]) {
  test(`screens in ${language}`, async ({ browser, server }) => {
    const papers = process.env.NGHISU_PAPERS;
    if (!papers) throw new Error("NGHISU_PAPERS names the directory of the demonstration's papers");
    const camera = new Camera(language);
    const walk = new Walk(browser, await Office.fillWith(server, papers), papers, camera, language);
    const unknown = parts.filter((part) => !(part in walks));
    expect(unknown, `parts are ${Object.keys(walks).join(", ")}`).toEqual([]);
    // A walk that ends early keeps nobody from seeing the others.
    const ended: string[] = [];
    for (const [part, take] of Object.entries(walks)) {
      if (parts.includes(part)) await test.step(part, async () => take(walk)).catch((error) => ended.push(`${part}: ${error.stack ?? error}`));
    }
    writeFileSync(join(OUTPUT, `axe-${language}.txt`), camera.findings.map((line) => `${line}\n`).join(""));
    expect.soft(ended, "walks that ended early").toEqual([]);
    expect(camera.findings).toEqual([]);
  });
}
