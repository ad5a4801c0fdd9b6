// The office and its doors: units and people are added, codes handed out and used once, passkeys revoked and sessions
// ended; whoever is shut out is out at once, and the audit says who did what.
import { Administration } from "../fixtures/administration.ts";
import { expect, PEOPLE, tablet, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";
import { isSound } from "../fixtures/sound.ts";

interface Person {
  id: string;
  name: string;
  active: boolean;
  positions: { title: string; unit: string; precedence: number }[];
  managed: { passkeys: number; activation_expires_at: number | null; grants: { role: string; unit: string | null }[] } | null;
}

interface Unit {
  id: string;
  name: string;
  short_name: string | null;
  parent: string | null;
  predecessors: string[];
}

const UNIT = "Trung tâm Phục vụ hành chính công";
const NEWCOMER = {
  name: "Mạc Văn Ủy",
  unit: UNIT,
  title: "Giám đốc Trung tâm Phục vụ hành chính công",
  precedence: 45,
  role: "Văn thư",
  within: "Văn phòng UBND tỉnh",
};

test.setTimeout(360_000);

test("an office is kept: units, people, codes, passkeys and sessions, each act noted", async ({ browser, office }) => {
  const { server } = office;
  const administrator = await office.activate(browser, PEOPLE.administrator);
  const desk = new Administration(administrator, server.url);
  const people = () => office.get<Person[]>(administrator, "people?closed=true");
  const person = async (name: string) => {
    const found = (await people()).find((one) => one.name === name);
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  };

  await test.step("the office stands as it was filled, and a second filling changes nothing", async () => {
    const before = await people();
    expect(before).toHaveLength(12);
    expect(await office.fillAgain()).toContain("nothing was changed");
    expect(await people()).toEqual(before);
    // Whoever administers the office takes no part in its meetings by that.
    const secretary = await office.activate(browser, PEOPLE.secretary);
    const { id } = await office.meeting(secretary);
    expect(await office.status(administrator, `meetings/${id}`)).toBe(404);
    await isSound(secretary, "meetings");
    await secretary.goto(`${server.url}/waiting`);
    await expect(secretary.getByRole("heading", { name: "Chờ tôi" })).toBeVisible();
    await expect(secretary.getByText("Biên bản").first()).toBeVisible();
    await isSound(secretary, "waiting");
    await secretary.goto(`${server.url}/nowhere`);
    await expect(secretary.locator(".state.page")).toBeVisible();
    await isSound(secretary, "not found");
    await secretary.context().close();
  });

  await test.step("a unit is added where it belongs in the tree", async () => {
    await desk.units();
    await isSound(administrator, "units");
    await desk.addUnit(UNIT, "TTPVHCC", "Văn phòng UBND tỉnh");
    const units = await office.get<Unit[]>(administrator, "units");
    const parent = units.find(({ name }) => name === "Văn phòng UBND tỉnh");
    expect(units.find(({ name }) => name === UNIT)).toMatchObject({ short_name: "TTPVHCC", parent: parent?.id });
    expect(await server.database.count(`unit_name WHERE name = '${UNIT}'`)).toBe(1);
  });

  await test.step("whose work a unit took over can be said, and said otherwise", async () => {
    const [finance, justice] = ["Sở Tài chính", "Sở Tư pháp"];
    const before = async () => {
      const units = await office.get<Unit[]>(administrator, "units");
      const { predecessors } = units.find(({ name }) => name === UNIT)!;
      return predecessors.map((id) => units.find((unit) => unit.id === id)!.name);
    };
    await desk.tookOver(UNIT, { added: [finance, justice], removed: [] });
    expect((await before()).sort()).toEqual([finance, justice]);
    await desk.tookOver(UNIT, { added: [], removed: [finance] });
    expect(await before()).toEqual([justice]);
    await desk.tookOver(UNIT, { added: [finance], removed: [justice, finance] });
    expect(await before()).toEqual([]);
  });

  await test.step("an answer that comes late closes no sheet but its own", async () => {
    const [asked, other] = [UNIT, "Sở Tư pháp"];
    const sheet = (name: string) => administrator.getByRole("dialog", { name });
    const open = (name: string) => administrator.locator(".unit").filter({ hasText: name }).getByRole("button", { name: "Sửa" }).click();
    const address = /\/api\/v1\/units\/[^/]+$/u;
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await administrator.route(address, async (route) => held.then(() => route.continue()));
    await open(asked);
    await sheet(asked).getByRole("button", { name: "Lưu" }).click();
    await sheet(asked).getByRole("button", { name: "Đóng" }).click();
    await open(other);
    // The list is asked for anew once the answer was taken.
    const renewed = administrator.waitForResponse(/\/api\/v1\/units$/u);
    answer();
    await (await renewed).finished();
    await expect(sheet(other).getByRole("textbox", { name: "Tên đơn vị" })).toHaveValue(other);
    await administrator.unroute(address);
    await sheet(other).getByRole("button", { name: "Đóng" }).click();
    await expect(sheet(other)).toBeHidden();
  });

  const { newcomer, code } = await test.step("a newcomer is added, and comes in by the QR code on the screen", async () => {
    await desk.people();
    await isSound(administrator, "people");
    const sheet = await desk.add(NEWCOMER);
    await isSound(administrator, "code");
    expect(await person(NEWCOMER.name)).toMatchObject({
      active: true,
      positions: [{ title: NEWCOMER.title, precedence: NEWCOMER.precedence }],
      managed: { passkeys: 0, activation_expires_at: expect.any(Number) },
    });
    const units = await office.get<Unit[]>(administrator, "units");
    const { id: unit } = units.find(({ name }) => name === NEWCOMER.within)!;
    expect((await person(NEWCOMER.name)).managed?.grants).toEqual(
      expect.arrayContaining([{ role: "official", unit }, { role: "clerk", unit }]),
    );
    const link = await sheet.onScreen();
    expect(link).toBe(`${server.url}/activate#${sheet.code}`);
    expect(await sheet.onSlip(NEWCOMER.name)).toBe(link);
    const page = await tablet(browser);
    await page.goto(link);
    await expect(page.getByText(NEWCOMER.name)).toBeVisible();
    await isSound(page, "activate");
    await page.getByRole("button", { name: "Tạo khóa truy cập" }).click();
    await expect(page.getByRole("heading", { name: "Lịch họp" })).toBeVisible();
    await sheet.isUsed();
    expect((await person(NEWCOMER.name)).managed).toMatchObject({ passkeys: 1, activation_expires_at: null });
    await page.goto(`${server.url}/me`);
    await expect(page.getByText("Phiên này")).toBeVisible();
    await isSound(page, "me");
    return { newcomer: page, code: sheet.code };
  });

  await test.step("the list finds people without marks, and a code is good once", async () => {
    await desk.search("mac van uy");
    await expect(desk.rows).toHaveCount(1);
    await expect(desk.rows).toContainText("1 khóa");
    await desk.search("");
    await expect(desk.rows).toHaveCount(13);
    const other = await tablet(browser);
    await other.goto(`${server.url}/activate`);
    await other.getByLabel("Mã kích hoạt, 8 ký tự").pressSequentially(code);
    await expect(other.getByRole("alert")).not.toBeEmpty();
    await expect(other.getByRole("button", { name: "Tạo khóa truy cập" })).toHaveCount(0);
    // A code is typed at one place, whatever it is for.
    expect(await server.database.count("audit WHERE kind IN ('activation_refused', 'pass_refused')")).toBe(1);
    await other.context().close();
  });

  const official = await office.activate(browser, PEOPLE.official);
  const { id } = await office.meeting(official);
  const who = await person(PEOPLE.official);
  const session = async () => (await office.get<{ session: string }>(official, "me")).session;
  /** Enters the room; what is answered comes when its socket is closed from the other end. */
  const inRoom = async (): Promise<{ isShut: Promise<unknown> }> => {
    // A room that stood there before would still make sockets of its own.
    await official.goto(server.url);
    await expect(official.getByRole("heading", { name: "Lịch họp" })).toBeVisible();
    const opened = official.waitForEvent("websocket");
    const room = await Room.enter(official, server.url, id);
    await room.shows(1, 3);
    return { isShut: (await opened).waitForEvent("close", { timeout: 30_000 }) };
  };

  await test.step("a session that is ended is over in the room too, and the passkey opens a new one", async () => {
    const before = await session();
    const { isShut } = await inRoom();
    await desk.person(who.id, PEOPLE.official);
    await isSound(administrator, "person");
    await desk.endSession();
    await isShut;
    // The tablet asks for its person, and this authenticator answers by itself.
    await expect.poll(async () => server.database.count("session WHERE ended_at IS NOT NULL")).toBe(1);
    await expect.poll(async () => office.status(official, `meetings/${id}`)).toBe(200);
    expect(await session()).not.toBe(before);
  });

  await test.step("a passkey that is revoked opens nothing, and what it had opened is shut", async () => {
    const { isShut } = await inRoom();
    await desk.person(who.id, PEOPLE.official);
    await desk.revoke();
    await isShut;
    await official.waitForURL(/\/sign-in/u);
    await expect(official.getByRole("alert")).not.toBeEmpty();
    await isSound(official, "sign-in");
    expect(await office.status(official, `meetings/${id}`)).toBe(401);
    expect((await person(PEOPLE.official)).managed?.passkeys).toBe(0);
    expect(await server.database.count("credential WHERE revoked_at IS NOT NULL")).toBe(1);
  });

  await test.step("a new code lets its person in again, and makes the one before it void", async () => {
    const first = await desk.issue();
    await first.sheet.getByRole("button", { name: "Xong" }).click();
    const second = await desk.reissue();
    expect(second.code).not.toBe(first.code);
    expect(await second.onSlip(PEOPLE.official)).toBe(`${server.url}/activate#${second.code}`);
    const again = await office.typeCode(browser, PEOPLE.official, "vi", second.code);
    // What the first key says is spoilt on its way: one press more makes another, with the code that was typed.
    await again.route(
      "**/api/v1/activation/finish",
      (route) => {
        const said = route.request().postDataJSON();
        said.credential.response.clientDataJSON = "AAAA";
        return route.continue({ postData: JSON.stringify(said) });
      },
      { times: 1 },
    );
    const make = again.getByRole("button", { name: "Tạo khóa truy cập" });
    await make.click();
    await expect(again.getByRole("alert")).toContainText("không tạo được khóa truy cập hợp lệ");
    await make.click();
    await expect(again.getByRole("heading", { name: "Lịch họp" })).toBeVisible();
    await second.isUsed();
    expect((await office.get<{ name: string }>(again, "me")).name).toBe(PEOPLE.official);
    expect((await person(PEOPLE.official)).managed?.passkeys).toBe(1);
    expect(await server.database.count("activation WHERE revoked_at IS NOT NULL")).toBe(1);
    expect(await office.status(again, "audit")).toBe(403);
    await again.context().close();
  });

  await test.step("a closed account is out at once, stays in the list, and can be opened again", async () => {
    const { id: of } = await person(NEWCOMER.name);
    await desk.person(of, NEWCOMER.name);
    await desk.close();
    expect(await person(NEWCOMER.name)).toMatchObject({ active: false });
    expect(await office.status(newcomer, "meetings")).toBe(401);
    await desk.reopen();
    expect(await person(NEWCOMER.name)).toMatchObject({ active: true });
  });

  await test.step("days off are named for a year and for a span, and one touch takes a day back", async () => {
    await administrator.goto(`${server.url}/admin/calendar`);
    const year = new Date(Date.now() + 7 * 3_600_000).getUTCFullYear() + 1;
    await administrator.getByRole("radio", { name: String(year) }).check({ force: true });
    await administrator.getByRole("button", { name: `Thêm 4 ngày lễ cố định năm ${year}` }).click();
    const days = administrator.locator(".rows > .row");
    await expect(days).toHaveCount(4);
    await administrator.getByRole("button", { name: "Thêm ngày nghỉ", exact: true }).click();
    const sheet = administrator.getByRole("dialog", { name: "Thêm ngày nghỉ" });
    await sheet.getByRole("textbox", { name: "Tên ngày" }).fill("Tết Nguyên đán");
    await sheet.getByRole("textbox", { name: "Từ ngày" }).fill(`05/02/${year}`);
    await sheet.getByRole("textbox", { name: "Đến ngày" }).fill(`04/02/${year}`);
    await sheet.getByRole("textbox", { name: "Đến ngày" }).blur();
    await expect(sheet.getByText("Đến ngày phải sau Từ ngày.")).toBeVisible();
    await expect(sheet.getByRole("button", { name: "Lưu" })).toBeDisabled();
    await sheet.getByRole("textbox", { name: "Đến ngày" }).fill(`11/02/${year}`);
    await sheet.getByRole("textbox", { name: "Đến ngày" }).blur();
    await expect(sheet.getByText("7 ngày liền nhau")).toBeVisible();
    await isSound(administrator, "days off, added");
    await sheet.getByRole("button", { name: "Lưu" }).click();
    await expect(days).toHaveCount(11);
    await isSound(administrator, "days off");
    await administrator.getByRole("button", { name: /^Xóa .*Quốc khánh$/u }).click();
    await expect(days).toHaveCount(10);
    await administrator.locator(".toast").getByRole("button", { name: "Hoàn tác" }).click();
    await expect(days).toHaveCount(11);
    const kept = await office.get<{ day: string; is_working: boolean }[]>(administrator, "calendar");
    expect(kept).toHaveLength(11);
    expect(kept.every(({ day, is_working }) => day.startsWith(`${year}-`) && !is_working)).toBe(true);
  });

  await test.step("the audit says who did what to whom, in its order", async () => {
    const audit = await office.get<{ kind: string; actor: string | null; subject: string | null }[]>(administrator, "audit?limit=500");
    const mine = await person(PEOPLE.administrator);
    const { id: of } = await person(NEWCOMER.name);
    const acts = audit.filter(({ actor, subject }) => actor === mine.id && (subject === of || subject === who.id)).reverse();
    expect(acts.map(({ kind, subject }) => [kind, subject === of ? "newcomer" : "official"])).toEqual([
      // These two are the filling's, which works in the administrator's name.
      ["person_created", "official"],
      ["activation_issued", "official"],
      ["person_created", "newcomer"],
      ["activation_issued", "newcomer"],
      ["session_ended", "official"],
      ["passkey_revoked", "official"],
      ["activation_issued", "official"],
      ["activation_issued", "official"],
      ["person_closed", "newcomer"],
      ["person_reopened", "newcomer"],
    ]);
  });

  for (const page of [administrator, newcomer, official]) await page.context().close();
});
