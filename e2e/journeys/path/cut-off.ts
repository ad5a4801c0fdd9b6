// The connection is lost in the middle: the server dies, a tablet writes on without it, and what it wrote arrives once.
import { Paper } from "../../fixtures/papers.ts";
import { Room } from "../../fixtures/room.ts";
import { expect, test } from "../../fixtures/server.ts";
import type { Path } from "./path.ts";

const TYPED = "Viết khi mất mạng.";

export async function cutOff(path: Path): Promise<void> {
  const { office, server, tablets } = path;
  const { secretary, chair, deputy, official } = tablets;
  const report = Paper.report();
  const [version] = await path.versions(report.title);
  const stream = `annotations/${version?.id}`;
  const [author, led, beside] = [official, chair, deputy].map((page) => Room.of(page)) as [Room, Room, Room];
  /** What lies in the tables: sealed notes, and entries of the version's stream. */
  const kept = async () => [await server.database.count("sealed_note"), await server.database.count(`entry WHERE stream = '${stream}'`)];
  const before = await path.isSealed();
  expect(await kept()).toEqual([1, 2]);

  const lines = await test.step("who is cut off reads and writes on", async () => {
    await server.kill();
    await official.context().setOffline(true);
    await expect(official.getByText("Mất kết nối. Bạn vẫn đọc và ghi chú được")).toBeVisible();
    await author.isPage(report, 12);
    const open = await author.draw(30);
    await author.write(TYPED, 150);
    await author.letSee("Cả cuộc họp", "Chỉ mình tôi");
    await official.getByRole("toolbar", { name: "Thanh bút" }).getByRole("button", { name: "Bút xanh" }).click();
    const mine = await author.draw(90);
    for (const height of [open, mine]) await author.seesInk(height);
    return { open, mine };
  });

  await test.step("with the connection everything arrives, and what others may not see does not", async () => {
    await server.run();
    await official.context().setOffline(false);
    await expect(official.getByText("Đã kết nối", { exact: true })).toBeVisible();
    for (const room of [led, beside]) {
      await room.seesInk(lines.open);
      await expect(room.cards.filter({ hasText: TYPED })).toHaveCount(1);
      expect(await room.inkedAt(lines.mine)).toBe(0);
    }
    await expect.poll(kept).toEqual([2, 4]);
  });

  await test.step("the tablet that starts again has nothing left to send, and shows everything once", async () => {
    await official.reload();
    await expect(author.desk).toBeVisible();
    await author.isPage(report, 12);
    for (const height of [lines.open, lines.mine]) await author.seesInk(height);
    await expect(author.cards).toHaveCount(1);
    expect(await kept()).toEqual([2, 4]);
    const { shared } = await office.get<{ shared: Record<string, object> }>(secretary, `versions/${version?.id}/annotations`);
    expect(Object.keys(shared)).toHaveLength(4);
    // The room's own log has neither lost nor doubled anything.
    expect((await path.room()).stage).toBe("open");
    const after = await path.isSealed();
    expect(after.size).toBe(before.size);
    expect(after.root).toBe(before.root);
  });
}
