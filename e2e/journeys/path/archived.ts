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
    const [first, second] = signaturesIn(pdf);
    expect(second?.end, "the second signature covers the file to its end").toBe(pdf.length);
    /** Makes one digit another that is one, so that the file still reads. */
    const another = (at: number) => flipped(pdf, at, pdf[at]! ^ (pdf[at] === 0x31 ? 0x32 : 0x31));
    const places = {
      "what the first signed": bent,
      "the first signature": another(first!.lastDigit),
      "what the second added": flipped(pdf, (first!.end + second!.start) >> 1),
      "the second signature": another(second!.lastDigit),
      "the tail": flipped(pdf, pdf.lastIndexOf("%%EOF") + 3),
    };
    for (const [place, other] of Object.entries(places)) {
      // Who cannot read such a file at all refuses it.
      const { code, report } = await verify(other, "minutes.pdf", authority);
      expect(code, place).toBeGreaterThan(0);
      expect(["invalid", "undecided"], place).toContain(report.verdict);
      const said = await Promise.all([pdfsig(other), pyhanko(other, authority).catch(() => [])]);
      for (const signatures of said) {
        const valid = signatures.filter((one) => one === "Signature is Valid." || one.endsWith(" valid"));
        expect(valid.length, `${place}: ${signatures.join(", ")}`).toBeLessThan(2);
      }
    }
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

interface Signature {
  /** Where its own bytes begin, between what it covers, and where what it covers ends. */
  start: number;
  end: number;
  /** Its last hexadecimal digit that says something: zeros fill the place that was kept for it. */
  lastDigit: number;
}

/** The signatures of a file, by the ranges of bytes that each covers (ISO 32000-2, 12.8.1). */
function signaturesIn(pdf: Buffer): Signature[] {
  const ranges = pdf.toString("latin1").matchAll(/\/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/gu);
  return Array.from(ranges, ([, start, from, length]) => {
    const digits = pdf.subarray(Number(start), Number(from)).toString("latin1");
    const lastDigit = Number(start) + digits.replace(/0*>?$/u, "").length - 1;
    return { start: Number(start), end: Number(from) + Number(length), lastDigit };
  });
}
