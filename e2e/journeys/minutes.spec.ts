// From the close to the archive: the secretary's minutes, two signatures with the server killed in between, the
// package, and what independent judges say of it.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { flipped, pdfsig, pyhanko, verify } from "../fixtures/judges.ts";

interface Meeting {
  room: {
    stage: string;
    seq: number;
    closing: { size: number } | null;
    items: Record<string, { title: string; position: number }>;
    minutes: {
      submitted?: { number: string; signatures: { capacity: string; pdf: string }[] };
      package?: string;
    };
  };
}

interface Minutes {
  facts: { log_size: number; log_root: string };
  submitted: { pdf: string } | null;
  missing: string[];
}

const COURSE = "Sở Tài chính báo cáo; các đại biểu thống nhất với báo cáo.";
const CONCLUSION =
  "Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính trình phương án trước ngày 15/01/2027.";

test.setTimeout(240_000);

test("minutes are written, signed by two across a crash, archived and proved", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const chair = await office.activate(browser, PEOPLE.chair);
  const guest = await office.activate(browser, PEOPLE.guest);
  const { id } = await office.meeting(secretary);
  const room = async (who: Page) => (await office.get<Meeting>(who, `meetings/${id}`)).room;
  const sound = async (page: Page, screen: string) => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    const said = serious.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect.soft(said, screen).toEqual([]);
  };

  await test.step("the meeting is held, its chair passed on, and closed", async () => {
    const items = Object.entries((await room(secretary)).items).sort(([, a], [, b]) => a.position - b.position);
    const [first, second] = items.map(([item]) => item);
    await office.command(
      chair,
      id,
      { do: "open" },
      { do: "open_item", item: first },
    );
    await office.command(
      secretary,
      id,
      { do: "record_course", item: first, text: COURSE },
      { do: "record_hand_vote", item: first, subject: "Thông qua báo cáo", approve: 5, reject: 0, abstain: 1 },
      { do: "record_conclusion", item: first, conclusion: { id: crypto.randomUUID(), text: CONCLUSION } },
      { do: "open_item", item: second },
      { do: "close" },
    );
    const state = await room(secretary);
    expect(state.stage).toBe("closed");
    expect(state.closing?.size).toBe(state.seq);
  });

  await test.step("the draft holds what was recorded, and the secretary's words are saved by themselves", async () => {
    await secretary.goto(`${server.url}/meetings/${id}/minutes`);
    await expect(secretary.getByLabel("Diễn biến").first()).toHaveValue(COURSE);
    await expect(secretary.getByLabel("Kết luận").first()).toHaveValue(CONCLUSION);
    await secretary.getByLabel("Căn cứ").fill("Giấy mời số 452/GM-UBND ngày 10 tháng 12 năm 2026");
    await expect(secretary.getByText(/^Đã lưu/).first()).toBeVisible();
    await expect
      .poll(async () => JSON.stringify(await office.get<unknown>(secretary, `meetings/${id}/minutes`)))
      .toContain("452/GM-UBND ngày 10 tháng 12");
    await sound(secretary, "minutes");
  });

  await test.step("the minutes are submitted under a number of the register", async () => {
    await secretary.getByRole("radio", { name: "Nghị Sự cấp số" }).check({ force: true });
    await secretary.getByRole("button", { name: "Trình ký" }).click();
    await secretary.getByRole("dialog").getByRole("button", { name: "Trình ký" }).click();
    await expect.poll(async () => (await room(secretary)).stage).toBe("minutes");
    expect((await room(secretary)).minutes.submitted?.number).toMatch(/^01\/BB-/);
    // Whoever was invited to one item only does not read the minutes of all.
    expect(await office.status(guest, `meetings/${id}/minutes`)).toBe(404);
    expect(await office.status(guest, `meetings/${id}/minutes/file`)).toBe(404);
  });

  await test.step("the secretary reads every page and signs", async () => {
    await sign(secretary, `${server.url}/meetings/${id}/sign`, sound);
    await expect(secretary.getByText("Tiếp theo: chủ tọa.")).toBeVisible();
    expect((await room(chair)).minutes.submitted?.signatures.map(({ capacity }) => capacity)).toEqual(["secretary"]);
  });

  await test.step("the server is killed, and comes back with the first signature", async () => {
    await server.kill();
    await server.run();
    expect((await room(chair)).minutes.submitted?.signatures).toHaveLength(1);
  });

  await test.step("the chair signs, and the meeting is archived by itself", async () => {
    await sign(chair, `${server.url}/meetings/${id}/sign`);
    await expect(chair.getByText("Biên bản đã đủ chữ ký.")).toBeVisible();
    await expect.poll(async () => (await room(chair)).stage, { timeout: 30_000 }).toBe("archived");
  });

  const authority = await office.bytes(chair, "signing/authority");
  await test.step("everybody calls both signatures valid, and nobody a file with a flipped byte", async () => {
    const pdf = await office.bytes(chair, `archive/${id}/minutes`);
    expect(await pdfsig(pdf)).toEqual(["Signature is Valid.", "Signature is Valid."]);
    expect(await pyhanko(pdf, authority)).toEqual(["ThuKy valid", "ChuToa valid"]);
    expect((await verify(pdf, "minutes.pdf", authority)).code).toBe(0);

    const bent = flipped(pdf, Math.floor(pdf.length / 3));
    expect(await pdfsig(bent)).not.toContain("Signature is Valid.");
    expect(await pyhanko(bent, authority).catch(() => ["unreadable"])).not.toContain("ChuToa valid");
    expect((await verify(bent, "minutes.pdf", authority)).code).toBe(1);
  });

  await test.step("the package proves the meeting without the server", async () => {
    const archive = await office.bytes(secretary, `archive/${id}/package`);
    const { code, report } = await verify(archive, "package.zip");
    expect(report.findings.filter(({ verdict }) => verdict !== "valid")).toEqual([]);
    expect({ code, verdict: report.verdict }).toEqual({ code: 0, verdict: "valid" });
    for (const at of [40, archive.length >> 2, archive.length >> 1, archive.length - 40]) {
      expect((await verify(flipped(archive, at), "package.zip")).code, `byte ${at}`).not.toBe(0);
    }
    const { facts } = await office.get<Minutes>(secretary, `meetings/${id}/minutes`);
    expect(facts.log_size).toBe((await room(secretary)).closing?.size);
    expect(await office.status(guest, `archive/${id}/package`)).toBe(403);
  });

  await test.step("the archive shows the verdict in a sentence", async () => {
    await secretary.goto(`${server.url}/archive`);
    await secretary.getByText("Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026").first().click();
    await expect(secretary.getByText("Hợp lệ", { exact: true }).first()).toBeVisible();
    await expect(secretary.getByRole("link", { name: "Tải gói lưu trữ" })).toBeVisible();
    await sound(secretary, "archive");
  });

  await Promise.all([secretary, chair, guest].map((page) => page.context().close()));
});

/** Makes the tablet's key where it has none, looks at every page, and signs. */
async function sign(page: Page, url: string, sound?: (page: Page, screen: string) => Promise<void>): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: "Tạo khóa ký trên máy này" }).click();
  await expect(page.getByText("Khóa trên máy này")).toBeVisible();
  const column = page.getByRole("region", { name: "Các trang của biên bản" });
  await column.focus();
  const button = page.getByRole("button", { name: "Ký biên bản", exact: true });
  await expect(async () => {
    await column.press("PageDown");
    await expect(button).toBeEnabled({ timeout: 300 });
  }).toPass();
  await sound?.(page, "sign");
  await button.click();
  await expect(page.getByText(/Đã ký lúc/)).toBeVisible({ timeout: 20_000 });
}
