// The minutes of the meeting: drafted from its log, numbered, and signed by two with the server killed between them.
import { PEOPLE } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/server.ts";
import { SigningDesk } from "../../fixtures/signing.ts";
import { isSoundEitherWay } from "../../fixtures/sound.ts";
import { CONCLUSION, COURSE, RESERVOIRS, TASK } from "./conducted.ts";
import type { Path } from "./path.ts";

interface Minutes {
  facts: {
    log_size: number;
    log_root: string;
    chairs: object[];
    participants: { name: string; attendance: { state: string } }[];
  };
  text: { chair: string | null };
}

export async function signed(path: Path): Promise<void> {
  const { office, server, tablets } = path;
  const { secretary, chair, deputy, guest } = tablets;
  const minutes = () => office.get<Minutes>(secretary, `meetings/${path.meeting}/minutes`);
  const says = async () => JSON.stringify(await minutes());
  const signatures = async () => (await path.room()).minutes.submitted?.signatures ?? [];
  const closed = await path.isSealed();

  await test.step("the draft holds what was recorded, and the log's size and root", async () => {
    await secretary.goto(path.screen("minutes"));
    await expect(secretary.getByLabel("Diễn biến").first()).toHaveValue(COURSE);
    await expect(secretary.getByLabel("Kết luận").first()).toHaveValue(`${TASK}\n${CONCLUSION}`);
    await expect(secretary.getByLabel("Kết luận").nth(3)).toHaveValue(RESERVOIRS);
    await expect(secretary.getByLabel("Cơ quan ban hành")).toHaveValue("Ủy ban nhân dân tỉnh Thanh Giang");
    // Whoever held the chair at the end signs for the chair; the paper names both with their times.
    const { facts, text } = await minutes();
    expect(facts).toMatchObject({ log_size: closed.size, log_root: closed.root });
    expect(facts.chairs).toEqual([
      expect.objectContaining({ name: PEOPLE.chair, from: null, until: expect.any(Number) }),
      expect.objectContaining({ name: PEOPLE.deputy, from: expect.any(Number), until: null }),
    ]);
    expect(text.chair).toBe(await path.person(deputy));
    await expect(secretary.getByLabel("Chủ tọa ký")).toHaveValue(await path.person(deputy));
    await isSoundEitherWay(secretary, "minutes");
  });

  await test.step("the secretary's words are saved by themselves, also those typed just before the screen is left", async () => {
    const basis = "Giấy mời số 452/GM-UBND ngày 10 tháng 12 năm 2026";
    await secretary.getByLabel("Căn cứ").fill(basis);
    await expect(secretary.getByText(/^Đã lưu/).first()).toBeVisible();
    await expect.poll(says).toContain(basis);
    await secretary.getByLabel("Căn cứ").fill(`${basis} của Chủ tịch`);
    await secretary.getByRole("link", { name: "Lịch họp" }).first().click();
    await expect(secretary.getByRole("heading", { name: "Lịch họp" })).toBeVisible();
    await expect.poll(says).toContain(`${basis} của Chủ tịch`);
    await secretary.goto(path.screen("minutes"));
    await expect(secretary.getByLabel("Căn cứ")).toHaveValue(`${basis} của Chủ tịch`);
  });

  await test.step("the minutes are submitted under a number of the register", async () => {
    // What is missing leads to its field.
    await secretary.getByRole("button", { name: /Còn thiếu: .*số biên bản/u }).click();
    await expect(secretary.locator(".under-choice input")).toBeFocused();
    await secretary.getByRole("radio", { name: "Nghị Sự cấp số" }).check({ force: true });
    await secretary.getByRole("button", { name: "Trình ký" }).click();
    // Whom nobody recorded is named once more, and nothing is submitted before that is confirmed.
    const dialog = secretary.getByRole("dialog");
    const open = (await minutes()).facts.participants.filter(({ attendance }) => attendance.state === "unknown");
    expect(open.length).toBeGreaterThan(5);
    await expect(dialog).toContainText(`Còn ${open.length} người chưa được ghi nhận có mặt hay vắng`);
    const named = open.slice(0, 4).map(({ name }) => name);
    await expect(dialog).toContainText(`${named.join(", ")} và ${open.length - named.length} người nữa`);
    await expect(dialog.getByRole("link", { name: "Mở lại cuộc họp để ghi" })).toHaveAttribute("href", `/meetings/${path.meeting}?reopen`);
    await expect(dialog.getByRole("button", { name: "Trình ký" })).toBeDisabled();
    await dialog.getByRole("checkbox", { name: `còn ${open.length} người chưa ghi nhận` }).check({ force: true });
    await dialog.getByRole("button", { name: "Trình ký" }).click();
    await expect.poll(async () => (await path.room()).stage).toBe("minutes");
    expect((await path.room()).minutes.submitted?.number).toMatch(/^01\/BB-/);
    // Whoever was invited to one item only does not read the minutes of all.
    for (const way of ["", "/file"]) expect(await office.status(guest, `meetings/${path.meeting}/minutes${way}`)).toBe(404);
  });

  await test.step("the secretary reads every page and signs", async () => {
    const desk = await SigningDesk.open(secretary, server.url, path.meeting);
    await desk.prepare();
    await isSoundEitherWay(secretary, "sign");
    await desk.signs();
    await expect(secretary.getByText("Tiếp theo: chủ tọa.")).toBeVisible();
    expect((await signatures()).map(({ capacity }) => capacity)).toEqual(["secretary"]);
  });

  await test.step("the server is killed, and comes back with the first signature", async () => {
    const before = await path.isSealed();
    await server.kill();
    await server.run();
    expect(await signatures()).toHaveLength(1);
    expect(await path.isSealed()).toEqual(before);
  });

  await test.step("whoever no longer holds the chair does not sign for it", async () => {
    await chair.goto(path.screen("sign"));
    await expect(chair.getByText(`Đang chờ chữ ký của ${PEOPLE.deputy}.`)).toBeVisible();
    await expect(chair.getByRole("button", { name: "Ký biên bản" })).toHaveCount(0);
    const asked = { certificate: "0".repeat(64), read: (await signatures()).at(-1)?.pdf };
    const { status, code } = await office.tries(chair, `meetings/${path.meeting}/minutes/ceremonies`, asked);
    expect({ status, code }).toEqual({ status: 409, code: "signature_not_due" });
  });

  await test.step("who holds the chair signs, and the meeting is archived by itself", async () => {
    const desk = await SigningDesk.open(deputy, server.url, path.meeting);
    await desk.prepare();
    await desk.signs();
    await expect(deputy.getByText("Biên bản đã đủ chữ ký.")).toBeVisible();
    await expect.poll(async () => (await path.room()).stage, { timeout: 60_000 }).toBe("archived");
    const signers = [await path.person(secretary), await path.person(deputy)];
    expect((await signatures()).map(({ person }) => person)).toEqual(signers);
    expect(await server.database.ask("SELECT capacity, state FROM signing_ceremony ORDER BY prepared_at")).toEqual([
      ["secretary", "embedded"],
      ["chair", "embedded"],
    ]);
    const sealed = ["meeting_closed", "minutes_submitted", "minutes_signed", "minutes_signed", "meeting_archived"];
    expect((await path.logged(...sealed)).map(([kind]) => kind)).toEqual(sealed);
    expect((await path.isSealed()).size).toBe((await path.room()).seq);
  });
}
