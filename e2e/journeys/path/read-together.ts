// The chair opens and leads; two officials join, follow, leave and return.
import { Dock } from "../../fixtures/conduct.ts";
import { Paper } from "../../fixtures/papers.ts";
import { Room } from "../../fixtures/room.ts";
import { expect, test } from "../../fixtures/server.ts";
import type { Path } from "./path.ts";

export async function readTogether(path: Path): Promise<void> {
  const { server, tablets } = path;
  const { chair, deputy, official } = tablets;
  const report = Paper.report();
  const enter = (page: typeof chair) => Room.enter(page, server.url, path.meeting);

  const lead = await enter(chair);
  await test.step("the chair opens the meeting and its first item", async () => {
    const dock = new Dock(chair);
    await dock.open();
    await dock.next(1, 5);
    const state = await path.room();
    expect(state.stage).toBe("open");
    expect(state.items[state.current_item ?? ""]?.title).toContain("Tình hình kinh tế");
  });

  const [one, other] = [await enter(official), await enter(deputy)];
  await test.step("two officials join, and see the first page", async () => {
    for (const room of [one, other]) {
      await room.shows(1, report.pages);
      await room.isPage(report, 1);
    }
  });

  await test.step("the chair leads, and the officials' pages follow", async () => {
    await lead.isPage(report, 1);
    await chair.getByRole("button", { name: "Dẫn trang" }).click();
    await expect(chair.getByText("Đang dẫn")).toBeVisible();
    await lead.goTo(3);
    for (const room of [one, other]) {
      await room.shows(3, report.pages);
      await room.isPage(report, 3);
    }
    const [version] = await path.versions(report.title);
    expect((await path.room()).lead?.places.at(-1)?.place).toMatchObject({ version: version?.id, page: 3 });
    // The leader's own tablet is one of those that read along.
    await expect(chair.getByText("3/3 máy đã thấy trang này")).toBeVisible();
  });

  await test.step("one official turns away while the other follows, and one touch brings them back", async () => {
    await one.turnToEnd();
    await one.shows(report.pages, report.pages);
    await one.isPage(report, report.pages);
    await lead.goTo(4);
    await other.shows(4, report.pages);
    await other.isPage(report, 4);
    await one.shows(report.pages, report.pages);
    await official.getByRole("button", { name: "Về trang đang trình bày (4)" }).click();
    await one.shows(4, report.pages);
    await one.isPage(report, 4);
    await expect(official.getByRole("radio", { name: "Theo trình bày" })).toBeChecked();
  });

  await test.step("the other reads alone by the switch, and comes back by what then stands in its place", async () => {
    const choose = (how: string) => deputy.getByRole("radio", { name: how }).check({ force: true });
    await choose("Tự đọc");
    await lead.goTo(12);
    await one.shows(12, report.pages);
    await one.isPage(report, 12);
    await other.shows(4, report.pages);
    await expect(deputy.getByRole("radio", { name: "Tự đọc" })).toBeHidden();
    await deputy.getByRole("button", { name: "Về trang đang trình bày (12)" }).click();
    await expect(deputy.getByRole("radio", { name: "Theo trình bày" })).toBeChecked();
    await other.shows(12, report.pages);
    await other.isPage(report, 12);
  });

  await test.step("who leaves the room and comes back stands where all the others are", async () => {
    await deputy.getByRole("link", { name: "Về lịch họp" }).click();
    await expect(chair.getByText("2/2 máy đã thấy trang này")).toBeVisible();
    await enter(deputy);
    await other.shows(12, report.pages);
    await other.isPage(report, 12);
    await expect(chair.getByText("3/3 máy đã thấy trang này")).toBeVisible();
    const leader = await path.person(chair);
    expect(await path.logged("meeting_opened", "item_opened", "lead_taken")).toEqual([
      ["meeting_opened", leader, null],
      ["item_opened", leader, null],
      ["lead_taken", leader, null],
    ]);
  });
}
