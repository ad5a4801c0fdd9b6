// What is left when the meeting is over: a file and a package that prove themselves to anybody, and that show it when a
// byte of them is another.
import { flipped, pdfsig, printed, pyhanko, verify } from "../../fixtures/judges.ts";
import { expect, test } from "../../fixtures/server.ts";
import { isSoundEitherWay } from "../../fixtures/sound.ts";
import { RESERVOIRS } from "./conducted.ts";
import type { Path } from "./path.ts";
import { TITLE } from "./prepared.ts";

export async function archived(path: Path): Promise<void> {
  const { office, server, tablets } = path;
  const { secretary, deputy, guest } = tablets;
  const authority = await office.bytes(deputy, "signing/authority");
  const { facts } = await office.get<{ facts: { log_size: number; log_root: string } }>(
    secretary,
    `meetings/${path.meeting}/minutes`,
  );

  await test.step("everybody calls both signatures valid, and nobody a file with a flipped byte", async () => {
    const pdf = await office.bytes(deputy, `archive/${path.meeting}/minutes`);
    expect(await pdfsig(pdf)).toEqual(["Signature is Valid.", "Signature is Valid."]);
    expect(await pyhanko(pdf, authority)).toEqual(["ThuKy valid", "ChuToa valid"]);
    expect((await verify(pdf, "minutes.pdf", authority)).code).toBe(0);
    const words = (await printed(pdf)).replaceAll(/\s/gu, "");
    expect(words).toContain(facts.log_root);
    expect(words).toContain(RESERVOIRS.replaceAll(/\s/gu, ""));

    // One digit of the log's root, as the file names it for programs: the file itself stays whole.
    const keyword = pdf.indexOf(`nghisu-log:${facts.log_size}:`);
    expect(keyword).toBeGreaterThan(0);
    const bent = flipped(pdf, pdf.indexOf(facts.log_root, keyword) + 7);
    expect(await pdfsig(bent)).toEqual(["Digest Mismatch.", "Digest Mismatch."]);
    expect(await pyhanko(bent, authority)).toEqual(["ThuKy invalid", "ChuToa invalid"]);
    expect(await verify(bent, "minutes.pdf", authority)).toMatchObject({ code: 1, report: { verdict: "invalid" } });
  });

  await test.step("the package proves the meeting without the server", async () => {
    const archive = await office.bytes(secretary, `archive/${path.meeting}/package`);
    const { code, report } = await verify(archive, "package.zip");
    expect(report.findings.filter(({ verdict }) => verdict !== "valid")).toEqual([]);
    expect({ code, verdict: report.verdict }).toEqual({ code: 0, verdict: "valid" });
    for (const at of [40, archive.length >> 2, archive.length >> 1, archive.length - 40]) {
      const judged = await verify(flipped(archive, at), "package.zip");
      expect(judged, `byte ${at}`).toMatchObject({ code: 1, report: { verdict: "invalid" } });
      expect(judged.report.findings.map(({ verdict }) => verdict), `byte ${at}`).toContain("invalid");
    }
    expect(facts.log_size).toBe((await path.room()).closing?.size);
    expect(await office.status(guest, `archive/${path.meeting}/package`)).toBe(403);
  });

  await test.step("the archive shows the verdict in a sentence", async () => {
    await secretary.goto(`${server.url}/archive`);
    await secretary.getByText(TITLE).first().click();
    await expect(secretary.getByText("Hợp lệ", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
    await expect(secretary.getByRole("link", { name: "Tải gói lưu trữ" })).toBeVisible();
    await isSoundEitherWay(secretary, "archive");
  });
}
