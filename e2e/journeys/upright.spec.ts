// A tablet held upright, where the panel beside the paper is behind a button or below it: how the minutes stand is said on
// the page itself, and who signs sees the act, what it means, and where the signature will stand.
import type { Page } from "@playwright/test";
import { Meeting, submitMinutes } from "../fixtures/meeting.ts";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { SigningDesk } from "../fixtures/signing.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
const FLAT = { width: 1194, height: 834 };
const UPRIGHT = { width: 834, height: 1194 };
/** Share of the height that the panel below the paper takes at most. */
const PANEL = 0.42;
const REASON = "Thêm UBND xã Vân Khê vào cơ quan phối hợp.";

test.setTimeout(240_000);

test("held upright, minutes say how they stand, and who signs sees what is signed and where", async ({ browser, office }) => {
  const { url } = office.server;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const chair = await office.activate(browser, PEOPLE.chair);
  const meeting = await Meeting.of(office, secretary);
  const { id } = meeting;
  for (const page of [secretary, chair]) await page.setViewportSize(UPRIGHT);
  const open = async (page: Page) => {
    await page.goto(`${url}/meetings/${id}/minutes`);
    await expect(page.locator(".paper-desk, .pages-desk")).toBeVisible();
    return page.locator(".standing");
  };
  /** Said on the page itself; beside the panel, which says it too, not a second time. */
  const says = async (page: Page, ...said: string[]) => {
    const standing = await open(page);
    for (const words of said) await expect(standing).toContainText(words);
    await page.setViewportSize(FLAT);
    await expect(standing).toHaveCount(0);
    for (const words of said) await expect(page.locator(".side-panel")).toContainText(words);
    await page.setViewportSize(UPRIGHT);
  };

  await test.step("a meeting that goes on, and minutes that wait for their reader or for somebody else", async () => {
    await meeting.begin(chair);
    await says(secretary, say("minutes-not-closed"));
    await meeting.command(chair, { do: "close" });
    // Nothing but whom nobody recorded.
    await expect((await open(secretary)).locator(".line")).toHaveText(/Còn \d+ người chưa được ghi nhận/u);
    // Nobody signs as secretary for somebody else: the words for that are the chair's alone.
    await expect(secretary.locator(".signers").getByLabel(say("minutes-authority"))).toHaveCount(1);
    await submitMinutes(office, secretary, id);
    await says(chair, `Đang chờ chữ ký của ${PEOPLE.secretary}.`);
    await expect(await open(secretary)).toContainText(say("minutes-your-turn-secretary"));
    await secretary.locator(".minutes-foot").getByRole("link", { name: say("sign-minutes") }).click();
    await expect(secretary).toHaveURL(`${url}/meetings/${id}/sign`);
  });

  await test.step("minutes that came back say why, and then where the log went on", async () => {
    await office.post(chair, `meetings/${id}/minutes/return`, { reason: REASON });
    await says(secretary, `${PEOPLE.chair} trả lại lúc`, REASON);
    await expect
      .poll(async () => (await secretary.locator(".standing > *").first().boundingBox())?.height, "one line is one line high")
      .toBeLessThan(60);
    const [item] = await meeting.items();
    await secretary.getByLabel(say("minutes-basis")).fill("Giấy mời số 453/GM-UBND");
    await expect(secretary.getByText(/^Đã lưu/u).first()).toBeVisible();
    await meeting.command(
      secretary,
      { do: "reopen", reason: REASON },
      { do: "record_course", item: item!.id, text: "Sở Tài chính báo cáo." },
      { do: "close" },
    );
    await says(secretary, "Nhật ký đã khác dự thảo ở 1 chỗ");
    await secretary.getByRole("button", { name: say("minutes-behind-look") }).click();
    const panel = secretary.getByRole("dialog");
    const both = panel.getByRole("group", { name: "Nội dung 1, diễn biến" });
    // Both texts stand there: the minutes lack what the log says now.
    await expect(both).toContainText(say("minutes-behind-lacks"));
    await expect(both).toContainText("Sở Tài chính báo cáo.");
    // Nothing is submitted before that is decided: it says so, and leads there.
    await expect(panel.getByRole("button", { name: say("minutes-submit") })).toBeDisabled();
    const submission = panel.locator(".panel-foot");
    await expect(submission).toContainText("chọn lời giữ lại rồi mới trình ký được");
    await submission.getByRole("button", { name: say("minutes-behind-look") }).click();
    await expect(both.getByRole("radio").first()).toBeFocused();
    await both.getByRole("radio", { name: say("minutes-behind-keep") }).check({ force: true });
    await panel.getByRole("button", { name: say("minutes-behind-save") }).click();
    await expect(secretary.locator(".standing")).not.toContainText("Nhật ký đã khác dự thảo");
    await submitMinutes(office, secretary, id);
  });

  const desk = await SigningDesk.open(secretary, url, id);
  const column = secretary.getByRole("region", { name: say("minutes-pages") });
  const foot = secretary.locator(".panel-foot");
  const isWhole = async (which: string) => {
    const { height } = secretary.viewportSize()!;
    await expect
      .poll(async () => {
        const box = (await foot.locator(which).boundingBox())!;
        return box.y + box.height;
      }, which)
      .toBeLessThanOrEqual(height);
  };

  await test.step("the panel leaves the paper its room, the act and what it means in sight", async () => {
    await expect(secretary.getByRole("button", { name: say("sign-key-make") })).toBeVisible();
    for (const size of [UPRIGHT, FLAT]) {
      await secretary.setViewportSize(size);
      await expect(foot.getByText(say("sign-internal-means"))).toBeInViewport({ ratio: 1 });
      await isWhole(".button.primary");
    }
    await secretary.setViewportSize(UPRIGHT);
    await expect
      .poll(async () => (await secretary.locator(".side-panel").boundingBox())!.height)
      .toBeLessThanOrEqual(UPRIGHT.height * PANEL + 1);
    await expect(secretary.getByRole("button", { name: say("sign-key-make") })).toBeInViewport({ ratio: 1 });
    // What changed is read before who signs.
    const heights = await Promise.all([".changes", ".capacity"].map(async (part) => (await secretary.locator(part).boundingBox())!.y));
    expect(heights[0]).toBeLessThan(heights[1]!);
  });

  await test.step("so it does with the largest letters, and all that stands above it can be read", async () => {
    const letters = async (size: string) => secretary.evaluate((name) => document.documentElement.setAttribute("data-text", name), size);
    await letters("larger");
    for (const size of [FLAT, UPRIGHT]) {
      await secretary.setViewportSize(size);
      for (const told of [foot.getByText(say("sign-internal-means")), foot.locator(".progress-line"), foot.getByRole("link", { name: say("sign-open-held") })])
        await expect(told).toBeInViewport({ ratio: 1 });
      await isWhole(".button.primary");
      const body = secretary.locator(".side-panel > .panel-body");
      await body.evaluate((pane) => pane.scrollTo(0, pane.scrollHeight));
      const overlap = async () => {
        const last = (await body.locator(":scope > :last-child").boundingBox())!;
        return last.y + last.height - (await foot.boundingBox())!.y;
      };
      await expect.poll(overlap, "the last part stands above the foot").toBeLessThanOrEqual(0);
    }
    await letters("normal");
  });

  await test.step("with everything read and a key, the reader is brought to where the signature will stand", async () => {
    const place = secretary.getByText(say("sign-place"));
    await column.focus();
    await expect(async () => {
      await column.press("PageDown");
      await expect(secretary.locator(".progress-line.done")).toBeVisible({ timeout: 300 });
    }).toPass();
    await column.press("Home");
    await expect(place).not.toBeInViewport();
    await desk.makeKey();
    await expect(desk.sign).toBeEnabled();
    await expect(place).toBeInViewport({ ratio: 1 });
    // Nothing moves once more: whoever goes back to the beginning stays there.
    await column.press("Home");
    await expect(place).not.toBeInViewport();
    // The signed pages come in place of those that were read: no page is taken away to be drawn anew.
    const leaf = column.locator("img").last();
    const before = await leaf.getAttribute("src");
    await leaf.evaluate((image) => image.setAttribute("data-kept", ""));
    await desk.signs();
    await expect(leaf).not.toHaveAttribute("src", before!);
    await expect(leaf).toHaveAttribute("data-kept");
  });

  for (const page of [secretary, chair]) await page.context().close();
});
