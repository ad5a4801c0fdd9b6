// A meeting that two people prepare at the same time, one of them on a bad connection: what either types is kept, and
// neither undoes what the other wrote.
import type { Page, WebSocketRoute } from "@playwright/test";
import { Editor } from "../fixtures/editor.ts";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");
const DRAFT = "Họp giao ban Văn phòng UBND tỉnh";
const ITEM = "Nộp lưu hồ sơ điện tử năm 2026";

interface Prepared {
  secretaries: string[];
  details: { title: string; place: string; dossier_code: string };
  items: { [id: string]: { position: number; title: string; minutes: number; presenting_body: string } };
}

test.setTimeout(300_000);

test("two prepare one meeting, and nothing that either types is lost", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const { id } = await office.meeting(secretary, DRAFT);
  const line = await cuttable(secretary);
  const other = await secretary.context().newPage();
  const faults: string[] = [];
  for (const page of [secretary, other]) page.on("pageerror", ({ message }) => faults.push(message));
  const [mine, theirs] = [await Editor.open(secretary, server.url, id), await Editor.open(other, server.url, id)];
  const room = async () => (await office.get<{ room: Prepared }>(secretary, `meetings/${id}`)).room;
  const details = async () => (await room()).details;
  const item = async () => Object.values((await room()).items).sort((one, next) => one.position - next.position).at(-1);
  const openItem = async (page: Page) => {
    await page.getByRole("button", { name: new RegExp(`${say("item-edit")}$`, "u") }).last().click();
    const sheet = page.getByRole("dialog", { name: say("item-edit") });
    await expect(sheet).toBeVisible();
    return sheet;
  };

  await test.step("what was copied in several lines is a title in one", async () => {
    await mine.fill(say("form-title"), "  Họp giao ban\r\n\tVăn phòng ");
    await expect.poll(details).toMatchObject({ title: "Họp giao ban Văn phòng" });
  });

  await test.step("a title that is too long says by how much, and is kept once it is shortened", async () => {
    await mine.fill(say("form-title"), "Họp ".repeat(80));
    await expect(secretary.getByText("Dài quá 300 ký tự. Hãy bớt 19 ký tự.")).toBeVisible();
    await mine.fill(say("form-title"), "Họp giao ban tháng 12");
    await expect(secretary.getByText("Dài quá 300 ký tự.")).toBeHidden();
    await expect.poll(details).toMatchObject({ title: "Họp giao ban tháng 12" });
  });

  await test.step("two who are touched one after the other are both secretaries, however slow the line is", async () => {
    await secretary.getByRole("button", { name: new RegExp(`^${say("form-secretaries")}`, "u") }).click();
    const sheet = secretary.getByRole("dialog", { name: say("form-secretaries-choose") });
    line.slow();
    await sheet.getByRole("button", { name: PEOPLE.deputy }).click();
    // Who touches twice, as many do, means one touch.
    await sheet.getByRole("button", { name: PEOPLE.official }).dblclick();
    line.letGo();
    for (const name of [PEOPLE.secretary, PEOPLE.deputy, PEOPLE.official]) {
      await expect(sheet.getByRole("button", { name, pressed: true })).toBeVisible();
    }
    await sheet.getByRole("button", { name: say("done") }).click();
    await expect.poll(async () => (await room()).secretaries).toHaveLength(3);
  });

  await test.step("two have one item open: each field is whose it was typed in", async () => {
    const [here, there] = [await openItem(secretary), await openItem(other)];
    const title = there.getByRole("textbox", { name: say("item-title") });
    await title.fill("Nộp lưu hồ sơ điện tử, sửa bởi người kia");
    await title.blur();
    await expect(here.getByRole("textbox", { name: say("item-title") })).toHaveValue("Nộp lưu hồ sơ điện tử, sửa bởi người kia");
    const minutes = here.getByRole("textbox", { name: say("item-minutes-label") });
    await minutes.fill("20");
    await minutes.blur();
    await expect.poll(item).toMatchObject({ title: "Nộp lưu hồ sơ điện tử, sửa bởi người kia", minutes: 20 });
    await there.getByRole("button", { name: say("done") }).click();
    expect(await item()).toMatchObject({ minutes: 20 });
  });

  await test.step("what is typed without a connection stays, and is kept beside what the other typed meanwhile", async () => {
    const sheet = secretary.getByRole("dialog", { name: say("item-edit") });
    line.cut();
    await expect(secretary.getByText(say("connection-lost-writing"))).toBeVisible();
    const title = sheet.getByRole("textbox", { name: say("item-title") });
    await title.fill(ITEM);
    await title.blur();
    await expect(secretary.getByText(say("saved-later"))).toBeVisible();
    // Also where its sheet is closed meanwhile, and opened again.
    await title.press("Escape");
    await expect(sheet).toBeHidden();
    await openItem(secretary);
    await expect(title).toHaveValue(ITEM);
    await sheet.getByRole("button", { name: say("done") }).click();
    await expect(sheet).toBeHidden();
    const again = await openItem(other);
    const body = again.getByRole("textbox", { name: say("item-body") });
    await body.fill("Trung tâm Thông tin");
    await body.blur();
    await again.getByRole("button", { name: say("done") }).click();
    await expect.poll(item).toMatchObject({ presenting_body: "Trung tâm Thông tin" });
    line.mend();
    await expect.poll(item).toMatchObject({ title: ITEM, minutes: 20, presenting_body: "Trung tâm Thông tin" });
    await expect(secretary.getByText(say("saved-later"))).toBeHidden();
  });

  await test.step("so do the fields of the form", async () => {
    line.cut();
    await expect(secretary.getByText(say("connection-lost-writing"))).toBeVisible();
    await mine.fill(say("form-title"), "Họp giao ban, viết khi mất mạng");
    await mine.fill(say("form-dossier"), "08.2026");
    await expect(secretary.getByText(say("saved-later"))).toBeVisible();
    await theirs.fill(say("form-place"), "Phòng họp số 9");
    await expect.poll(details).toMatchObject({ place: "Phòng họp số 9" });
    line.mend();
    await expect
      .poll(details)
      .toMatchObject({ title: "Họp giao ban, viết khi mất mạng", place: "Phòng họp số 9", dossier_code: "08.2026" });
    await expect(secretary.getByText(say("saved-later"))).toBeHidden();
    await expect(other.getByRole("textbox", { name: say("form-title") })).toHaveValue("Họp giao ban, viết khi mất mạng");
  });

  await test.step("what somebody else changes right after one's own change was kept stays", async () => {
    await mine.fill(say("form-dossier"), "09.2026");
    await expect.poll(details).toMatchObject({ dossier_code: "09.2026" });
    await theirs.fill(say("form-dossier"), "10.2026");
    await expect.poll(details).toMatchObject({ dossier_code: "10.2026" });
    await mine.fill(say("form-place"), "Phòng họp số 5");
    await expect.poll(details).toMatchObject({ dossier_code: "10.2026", place: "Phòng họp số 5" });
  });

  await test.step("whose session has ended is asked who they are, and not told that the meeting is another's", async () => {
    await other.close();
    await secretary.getByRole("button", { name: say("item-add") }).first().click();
    const sheet = secretary.getByRole("dialog", { name: say("item-add") });
    await sheet.getByRole("textbox", { name: say("item-title") }).pressSequentially("Đang gõ");
    const before = await server.database.count("session WHERE ended_at IS NOT NULL");
    const [session] = await office.get<{ id: string }[]>(secretary, "me/sessions");
    const headers = { origin: server.url };
    await secretary.request.delete(`${server.url}/api/v1/me/sessions/${session?.id}`, { headers });
    // The tablet asks for its person, and this authenticator answers by itself.
    await expect.poll(async () => server.database.count("session WHERE ended_at IS NOT NULL")).toBe(before + 1);
    await expect.poll(async () => office.status(secretary, `meetings/${id}`)).toBe(200);
    await expect(secretary.getByRole("region", { name: say("tab-agenda") })).toBeVisible();
    await expect(sheet).toBeHidden();
    expect(faults).toEqual([]);
  });
  await secretary.context().close();
});

interface Line {
  /** What the page says stays on its way, until it is let go. */
  slow: () => void;
  letGo: () => void;
  /** There is no connection, until it is mended. */
  cut: () => void;
  mend: () => void;
}

/** The way between a page's meetings and the server. */
async function cuttable(page: Page): Promise<Line> {
  const open = new Set<WebSocketRoute>();
  const late: (() => void)[] = [];
  let [isCut, isSlow] = [false, false];
  await page.routeWebSocket(/\/socket$/u, async (socket) => {
    if (isCut) return socket.close();
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (isSlow) late.push(() => server.send(message));
      else server.send(message);
    });
    open.add(socket);
  });
  return {
    slow: () => void (isSlow = true),
    letGo: () => {
      isSlow = false;
      for (const send of late.splice(0)) send();
    },
    cut: () => {
      isCut = true;
      for (const socket of open) void socket.close();
      open.clear();
    },
    mend: () => void (isCut = false),
  };
}
