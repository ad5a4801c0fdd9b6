// A signature that meets an obstacle: a key whose certificate is over, and the signer's own other tablet. Nothing is
// signed twice or by a key that may not, and whoever stands before the screen is told what to do.
import { SigningAuthority } from "../fixtures/authority.ts";
import { hold } from "../fixtures/hold.ts";
import { pdfsig } from "../fixtures/judges.ts";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { SigningDesk } from "../fixtures/signing.ts";

const OVER = "Chứng thư đã hết hạn hoặc đã bị thu hồi. Hãy tạo khóa ký mới trên máy này.";
const MOVED =
  "Bạn đã bắt đầu ký trên máy khác nên lần ký ở máy này dừng lại. Hãy ký tiếp trên máy đó, hoặc bắt đầu ký lại ở đây.";
/** Seconds within which a tablet has made its key on a busy machine. */
const SOON = 20;

test.setTimeout(240_000);

test("no key signs after its time, and of two tablets that sign at once one does", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const chair = await office.activate(browser, PEOPLE.chair);
  const meeting = await Meeting.of(office, secretary);
  await meeting.submitMinutes(secretary, chair);
  const certificates = () => office.get<{ id: string; not_after: number }[]>(secretary, "me/certificates");
  const ceremonies = (facts: string) => server.database.ask(`SELECT ${facts} FROM signing_ceremony ORDER BY prepared_at, id`);

  const first = await test.step("a key whose certificate has expired signs nothing, and another is to be made", async () => {
    const authority = await SigningAuthority.of(server);
    await server.stop();
    await authority.endsAt(Math.ceil(Date.now() / 1_000) + SOON);
    await server.run();
    const desk = await SigningDesk.open(secretary, server.url, meeting.id);
    await desk.prepare();
    const [certificate] = await certificates();
    await expect.poll(() => Date.now(), { timeout: SOON * 1_000 }).toBeGreaterThan(certificate!.not_after);
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
