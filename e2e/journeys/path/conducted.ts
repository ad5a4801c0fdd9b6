// The meeting is led and recorded to its end, and its chair passed on.
import { Dock, Record } from "../../fixtures/conduct.ts";
import { PEOPLE } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/server.ts";
import type { Path } from "./path.ts";

export const COURSE = "Sở Tài chính báo cáo; các đại biểu thống nhất với báo cáo.";
export const CONCLUSION = "Thống nhất với báo cáo của Sở Tài chính, gửi các thành viên trước ngày 20/12/2026.";
export const TASK =
  "Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính trình phương án trước ngày 15/01/2027.";
export const RESERVOIRS =
  "Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính và UBND xã Vân Khê trình phương án sửa chữa 2 hồ " +
  "Khe Lấp, Đồng Vượng trước ngày 15/01/2027.";
const ABSENT = "Ngô Bá Thịnh";
const SUBSTITUTE = "Ứng Thị Hạnh Ngân";

export async function conducted(path: Path): Promise<void> {
  const { office, server, tablets } = path;
  const { secretary, chair, deputy } = tablets;
  const dock = new Dock(chair);
  const deputyDock = new Dock(deputy);
  const record = await Record.enter(secretary, server.url, path.meeting);

  await test.step("the secretary records who comes for whom, what was said, how hands were raised", async () => {
    await record.isAt(1);
    await record.substitute(ABSENT, SUBSTITUTE);
    const people = Object.entries((await path.room()).participants);
    const [principal] = people.find(([, { name }]) => name === ABSENT) ?? [];
    expect(people.find(([, { name }]) => name === SUBSTITUTE)?.[1].substitute_for).toBe(principal);
    expect(people.find(([, { name }]) => name === ABSENT)?.[1].attendance.state).toBe("absent_with_reason");
    await record.course(COURSE);
    await record.vote("Thông qua báo cáo", 5, 0, 1);
  });

  await test.step("secretary and chair conclude", async () => {
    await record.task("Sở Nông nghiệp và Môi trường", "Sở Tài chính", "trình phương án", "15/01/2027");
    await expect(record.conclusions).toHaveText([TASK]);
    await dock.conclude(1, CONCLUSION);
    await expect(record.conclusions).toHaveText([TASK, CONCLUSION]);
    const [first] = await path.items();
    expect(first).toMatchObject({
      status: "open",
      course: COURSE,
      votes: [{ subject: "Thông qua báo cáo", approve: 5, reject: 0, abstain: 1 }],
      conclusions: [{ text: TASK }, { text: CONCLUSION }],
    });
  });

  await test.step("the chair is passed on: who has it conducts, who had it no longer does", async () => {
    await deputyDock.isGone();
    await dock.pass(PEOPLE.deputy);
    await deputyDock.isThere();
    await dock.isGone();
    expect((await path.room()).presiding).toBe(await path.person(deputy));
    // The one who was asked to chair still reads what chairs read, and conducts nothing.
    expect((await path.view(chair)).standing).toBe("chair");
    expect(await office.command(chair, path.meeting, { do: "close" })).toEqual({ outcome: "rejected", reason: "not_allowed" });
    await deputyDock.next(2, 5);
    expect((await path.items()).map(({ status }) => status)).toEqual(["done", "open", "pending", "pending", "pending"]);
  });

  await test.step("the secretary acts for whoever holds the chair, and the log says so", async () => {
    await record.isAt(2);
    await record.openNextFor(PEOPLE.deputy);
    await record.isAt(3);
    const [first, mine, theirs] = [await path.person(chair), await path.person(secretary), await path.person(deputy)];
    expect(await path.logged("chair_passed", "item_opened")).toEqual([
      ["item_opened", first, null],
      ["chair_passed", first, null],
      ["item_opened", theirs, null],
      ["item_opened", mine, theirs],
    ]);
  });

  await test.step("the new chair concludes the item that the scanned papers belong to", async () => {
    await deputyDock.next(4, 5);
    await deputyDock.conclude(4, RESERVOIRS);
    await record.isAt(4);
    await expect(record.conclusions).toHaveText([RESERVOIRS]);
    expect((await path.items())[3]).toMatchObject({ status: "open", conclusions: [{ text: RESERVOIRS }] });
  });

  await test.step("the new chair ends the meeting, and the log is closed with every entry in it", async () => {
    await deputyDock.close("Còn 2 nội dung chưa xong.");
    const state = await path.room();
    expect(state.stage).toBe("closed");
    expect(state.closing?.size).toBe(state.seq);
    expect((await path.isSealed()).size).toBe(state.seq);
  });
}
