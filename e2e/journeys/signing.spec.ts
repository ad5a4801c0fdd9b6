// A signature that meets an obstacle: a key whose certificate is over, and the signer's own other tablet. Nothing is
// signed twice or by a key that may not, and whoever stands before the screen is told what to do.
import { SigningAuthority } from "../fixtures/authority.ts";
import { hold } from "../fixtures/hold.ts";
import { pdfsig } from "../fixtures/judges.ts";
import { Meeting, submitMinutes } from "../fixtures/meeting.ts";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { SigningDesk } from "../fixtures/signing.ts";

const OVER = "Chứng thư đã hết hạn hoặc đã bị thu hồi. Hãy tạo khóa ký mới trên máy này.";
const MOVED =
  "Bạn đã bắt đầu ký trên máy khác nên lần ký ở máy này dừng lại. Hãy ký tiếp trên máy đó, hoặc bắt đầu ký lại ở đây.";
const [INVITATION, ANOTHER] = ["Giấy mời số 452/GM-UBND", "Giấy mời số 453/GM-UBND"] as const;
/** Seconds within which a tablet has made its key on a busy machine. */
const SOON = 20;

test.setTimeout(240_000);

test("no key signs after its time, and of two tablets that sign at once one does", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const chair = await office.activate(browser, PEOPLE.chair);
  const meeting = await Meeting.of(office, secretary);
  await meeting.begin(chair);
  await meeting.command(chair, { do: "close" });

  await test.step("minutes that came back tell their reader what was changed since, from what to what", async () => {
    const write = async (basis: string) => {
      await secretary.goto(`${server.url}/meetings/${meeting.id}/minutes`);
      await secretary.getByLabel("Căn cứ").fill(basis);
      await expect(secretary.getByText(/^Đã lưu/u).first()).toBeVisible();
      await submitMinutes(office, secretary, meeting.id);
    };
    const changes = secretary.locator(".panel-part.changes");
    await write(INVITATION);
    const desk = await SigningDesk.open(secretary, server.url, meeting.id);
    await desk.looksThrough();
    await expect(changes).toContainText("Bạn đọc biên bản này lần đầu");
    await expect(changes.getByRole("listitem")).toHaveCount(0);
    await office.post(chair, `meetings/${meeting.id}/minutes/return`, { reason: "Sửa số giấy mời." });
    await write(ANOTHER);
    await SigningDesk.open(secretary, server.url, meeting.id);
    await expect(changes.getByRole("heading", { name: "Từ lần đọc trước có 1 chỗ sửa" })).toBeVisible();
    const row = changes.getByRole("listitem");
    await expect(row).toHaveCount(1);
    await expect(row.locator("del")).toHaveText(INVITATION);
    await expect(row.locator("ins")).toHaveText(ANOTHER);
  });

  const certificates = () => office.get<{ id: string; not_after: number }[]>(secretary, "me/certificates");
  const ceremonies = (facts: string) => server.database.ask(`SELECT ${facts} FROM signing_ceremony ORDER BY prepared_at, id`);

  const first = await test.step("a key whose certificate has expired signs nothing, and another is to be made", async () => {
    const authority = await SigningAuthority.of(server);
    await server.stop();
    await authority.endsAt(Math.ceil(Date.now() / 1_000) + SOON);
    await server.run();
    const desk = await SigningDesk.open(secretary, server.url, meeting.id);
    await desk.prepare();
    expect(await secretary.evaluate(keptKey)).toEqual({ type: "private", usages: ["sign"], isExtractable: false, isExported: [false, false] });
    const [certificate] = await certificates();
    // However little of the time was needed to make the key.
    await expect.poll(() => Date.now(), { timeout: (SOON + 5) * 1_000 }).toBeGreaterThan(certificate!.not_after);
    await desk.sign.click();
    await expect(desk.problem).toHaveText(OVER);
    await desk.wantsKey();
    expect(await ceremonies("id")).toEqual([]);
    await server.stop();
    await authority.isRenewed();
    await server.run();
    await desk.makeKey();
    await expect(desk.sign).toBeEnabled();
    return desk;
  });

  await test.step("nor does one whose certificate was revoked while its owner read", async () => {
    const [certificate] = await certificates();
    expect(await office.remove(secretary, `me/certificates/${certificate!.id}`)).toBe(204);
    await first.sign.click();
    await expect(first.problem).toHaveText(OVER);
    await first.wantsKey();
    expect(await ceremonies("id")).toEqual([]);
    await first.makeKey();
    await expect(first.sign).toBeEnabled();
  });

  const second = await SigningDesk.open(await office.another(browser, PEOPLE.secretary), server.url, meeting.id);
  await second.prepare();

  await test.step("of two tablets that sign at once one does, and the other says so and what is left to do", async () => {
    // Neither goes on before both have begun.
    const both = hold();
    let begun = 0;
    for (const { page } of [first, second]) {
      await page.route("**/minutes/ceremonies", async (route) => {
        const response = await route.fetch();
        begun += 1;
        if (begun === 2) both.letGo();
        await both.until;
        await route.fulfill({ response });
      });
    }
    await Promise.all([first, second].map(({ sign }) => sign.click()));
    const ended = await Promise.all(
      [first, second].map(async (desk) => {
        await expect(desk.given.or(desk.problem)).toBeVisible({ timeout: 30_000 });
        return { desk, hasSigned: await desk.given.isVisible() };
      }),
    );
    expect(ended.filter(({ hasSigned }) => hasSigned)).toHaveLength(1);
    const { desk: other } = ended.find(({ hasSigned }) => !hasSigned)!;
    await expect(other.problem).toHaveText(MOVED);
    expect((await ceremonies("state")).flat().sort()).toEqual(["abandoned", "embedded"]);
    expect((await meeting.room()).minutes.submitted?.signatures).toHaveLength(1);
    expect(await pdfsig(await office.bytes(chair, `meetings/${meeting.id}/minutes/file`))).toEqual(["Signature is Valid."]);

    for (const { page } of [first, second]) await page.unroute("**/minutes/ceremonies");
    // Whoever tries it there again is told that it is done, and nothing is signed.
    await other.sign.click();
    await expect(other.given).toBeVisible();
    await expect(other.sign).toHaveCount(0);
    expect(await ceremonies("state")).toHaveLength(2);
    expect((await meeting.room()).minutes.submitted?.signatures).toHaveLength(1);
  });

  for (const page of [secretary, chair, second.page]) await page.context().close();
});

interface Kept {
  type: string;
  usages: string[];
  isExtractable: boolean;
  /** Whether the browser gave it out, in either form in which it could. */
  isExported: boolean[];
}

/** The tablet's signing key as it lies in the browser's own store. Runs in the page. */
async function keptKey(): Promise<Kept> {
  const name = (await indexedDB.databases()).find((shelf) => shelf.name?.startsWith("nghisu/"))!.name!;
  const key = await new Promise<CryptoKey>((found, failed) => {
    const opened = indexedDB.open(name);
    opened.onerror = () => failed(opened.error);
    opened.onsuccess = () => {
      const asked = opened.result.transaction("keys").objectStore("keys").get("signing");
      asked.onerror = () => failed(asked.error);
      asked.onsuccess = () => {
        opened.result.close();
        found(asked.result as CryptoKey);
      };
    };
  });
  const isExported = ["pkcs8", "jwk"].map((form) =>
    crypto.subtle.exportKey(form as "pkcs8" | "jwk", key).then(
      () => true,
      () => false,
    ),
  );
  return { type: key.type, usages: [...key.usages], isExtractable: key.extractable, isExported: await Promise.all(isExported) };
}
