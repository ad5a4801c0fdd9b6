// Telex and VNI rewrite letters that stand there already. What is being composed is the keyboard's until it is
// committed, whatever autosave does and whoever else changes the room meanwhile: in every field of the client.
import type { Browser, Locator, Page } from "@playwright/test";
import { Meeting } from "../fixtures/meeting.ts";
import { expect, type Office, PEOPLE, tablet, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";
import { compose, fieldsOfTheClient } from "../fixtures/telex.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");

/** Labels of fields that hold digits or a printed code, which nobody composes. */
const UNCOMPOSED = [
  "email",
  "form-ends",
  "form-starts",
  "item-minutes-label",
  "minutes-number-typed",
  "notes-key-code",
  "phone",
  "precedence",
];

/** Who works there besides the people of the demonstration. */
const COLLEAGUES = ["Vũ Đình Khôi", "Trương Thị Ngân Hà", "Hà Văn Lộc", "Phan Thị Diệu Linh", "Chu Minh Đức", "Tạ Thị Hồng Nhung"];

const PATIENCE = { timeout: 15_000 };

test.setTimeout(360_000);

test("what is being composed stays whole in every field, whatever happens meanwhile", async ({ browser, office }) => {
  const walk = new Walk(office);
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const chair = await office.activate(browser, PEOPLE.chair);
  const meeting = await Meeting.of(office, secretary);
  await strangers(browser, walk);
  await directory(browser, walk);
  await preparation(walk, meeting, secretary, chair);
  await room(walk, meeting, secretary, chair);
  await minutes(walk, meeting, secretary, chair);
  // A field that is added is walked too.
  expect([...walk.walked, ...UNCOMPOSED].sort()).toEqual(expect.arrayContaining([...fieldsOfTheClient()].sort()));
  for (const page of [secretary, chair]) await page.context().close();
});

/** Which fields were walked, by the words of their labels. */
class Walk {
  readonly walked = new Set<string>();

  constructor(readonly office: Office) {}

  /** Composes in the field of a label. */
  async field(page: Page, label: string, { within, meanwhile }: { within?: Locator; meanwhile?: () => Promise<void> } = {}): Promise<string> {
    this.walked.add(label);
    const field = (within ?? page).getByLabel(labelled(label)).and(page.locator("input, textarea")).first();
    return test.step(`field: ${say(label)}`, () => compose(page, field, meanwhile));
  }
}

/** The whole label of a field, with the word that some have behind it: "không bắt buộc". */
function labelled(key: string): RegExp {
  return new RegExp(`^${say(key)}(?: · ${say("optional")})?$`, "u");
}

/** Puts the last item off or back, which somebody else does; its word changes in the list that a page shows. */
async function postpone(meeting: Meeting, by: Page, list: Locator): Promise<void> {
  const last = (await meeting.items()).at(-1)!;
  const isOff = last.status === "postponed";
  await meeting.command(by, { do: isOff ? "restore_item" : "postpone_item", item: last.id });
  await expect(list.getByRole("listitem").last()).toContainText(isOff ? say("item-pending") : say("item-postponed"));
}

/** A code is typed by whoever has no keyboard but the one for Vietnamese: what no code contains is said, not lost. */
async function strangers(browser: Browser, walk: Walk): Promise<void> {
  await test.step("the name of whoever signs in", async () => {
    const stranger = await tablet(browser);
    await stranger.goto(`${walk.office.server.url}/sign-in`);
    await walk.field(stranger, "sign-in-choose");
    await stranger.context().close();
  });
  for (const [path, label] of [["activate", "code-label"], ["join", "join-code"], ["room-tablet", "tablet-code"]] as const) {
    await test.step(`a code: ${path}`, async () => {
      const stranger = await tablet(browser);
      await stranger.goto(`${walk.office.server.url}/${path}`);
      const keyboard = await stranger.context().newCDPSession(stranger);
      const code = stranger.getByLabel(say(label));
      await code.click();
      for (const text of ["k", "k7", "k7a", "k7â"]) {
        await keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
        await expect(code).toHaveValue(text);
      }
      await keyboard.send("Input.insertText", { text: "k7â" });
      await expect(code).toHaveValue("K7");
      await expect(stranger.locator("#activation-code-help")).toContainText("ký tự â");
      await stranger.context().close();
    });
  }
}

/** What the administrator types, and what anybody types who looks for something. */
async function directory(browser: Browser, walk: Walk): Promise<void> {
  const { url } = walk.office.server;
  const administrator = await walk.office.activate(browser, PEOPLE.administrator);
  const sheet = administrator.getByRole("dialog");
  await test.step("people", async () => {
    await administrator.goto(`${url}/admin/people`);
    await expect(administrator.locator(".person-row").first()).toBeVisible();
    await walk.field(administrator, "search-people", {
      meanwhile: () => expect(administrator.getByText(say("nobody-found"))).toBeVisible(),
    });
    await administrator.getByRole("button", { name: say("add-person") }).click();
    for (const label of ["person-name", "position-title"]) await walk.field(administrator, label, { within: sheet });
    await administrator.keyboard.press("Escape");
  });
  await test.step("more people than a list shows at a glance", async () => {
    const [unit] = await walk.office.get<{ id: string }[]>(administrator, "units");
    for (const name of COLLEAGUES) {
      const positions = [{ unit: unit!.id, title: "Chuyên viên", precedence: 90, valid_from: null }];
      await walk.office.post(administrator, "people", { name, email: null, phone: null, positions, grants: [] });
    }
  });
  await test.step("units", async () => {
    await administrator.goto(`${url}/admin/units`);
    await administrator.getByRole("button", { name: say("add-unit") }).click();
    for (const label of ["unit-name", "unit-short-name", "unit-code"]) await walk.field(administrator, label, { within: sheet });
    await administrator.keyboard.press("Escape");
  });
  await test.step("tablets of rooms", async () => {
    await administrator.goto(`${url}/admin/tablets`);
    await administrator.getByRole("button", { name: say("tablets-add"), exact: true }).click();
    await walk.field(administrator, "tablets-name", { within: sheet });
    await administrator.keyboard.press("Escape");
  });
  await test.step("days off", async () => {
    await administrator.goto(`${url}/admin/calendar`);
    await administrator.getByRole("button", { name: say("calendar-add"), exact: true }).click();
    await walk.field(administrator, "calendar-name", { within: sheet });
    await administrator.keyboard.press("Escape");
  });
  await test.step("the archive", async () => {
    await administrator.goto(`${url}/archive`);
    await walk.field(administrator, "archive-search", {
      meanwhile: async () => void (await administrator.waitForResponse(/\/api\/v1\/archive/u, PATIENCE)),
    });
  });
  await administrator.context().close();
}

/** The editor: what is typed there is saved by itself, and others prepare the same meeting. */
async function preparation(walk: Walk, meeting: Meeting, secretary: Page, chair: Page): Promise<void> {
  const sheet = secretary.getByRole("dialog");
  await test.step("an earlier meeting is looked for", async () => {
    await secretary.goto(`${walk.office.server.url}/meetings/new/from`);
    await walk.field(secretary, "copy-search", {
      meanwhile: () => expect(secretary.getByText(say("copy-search-none"))).toBeVisible(),
    });
  });
  await secretary.goto(`${walk.office.server.url}/meetings/${meeting.id}/edit`);
  await test.step("what is pasted is read while it is written", async () => {
    for (const [tab, button, label] of [
      ["tab-people", "paste-people", "paste-people-label"],
      ["tab-agenda", "paste-agenda", "paste-agenda-label"],
    ] as const) {
      await secretary.getByRole("tab", { name: say(tab) }).click();
      await secretary.getByRole("button", { name: say(button) }).first().click();
      await walk.field(secretary, label, {
        within: sheet,
        meanwhile: () => expect(sheet.locator(".paste-row")).toHaveCount(1),
      });
      await secretary.keyboard.press("Escape");
      await expect(sheet).toBeHidden();
    }
  });
  await test.step("a letter's own words", async () => {
    await secretary.getByRole("tab", { name: say("tab-invitation") }).click();
    await secretary.getByRole("button", { name: say("letters-send") }).click();
    await walk.field(secretary, "letters-note", { within: sheet });
    await secretary.keyboard.press("Escape");
    await secretary.getByRole("tab", { name: say("tab-agenda") }).click();
  });
  await test.step("why a meeting is called off", async () => {
    await secretary.getByRole("button", { name: say("meeting-more"), exact: true }).click();
    await secretary.getByRole("button", { name: say("call-off"), exact: true }).click();
    await walk.field(secretary, "call-off-reason", { within: sheet });
    await sheet.getByRole("button", { name: say("cancel") }).click();
    await expect(sheet).toBeHidden();
  });
  const details: [string, string, string, string][] = [
    ["form-title", "title", "place", "form-place"],
    ["form-place", "place", "dossier_code", "form-dossier"],
    ["form-dossier", "dossier_code", "invitation", "form-invitation"],
    ["form-invitation", "invitation", "dossier_code", "form-dossier"],
  ];
  for (const [index, [label, fact, other, otherLabel]] of details.entries()) {
    await test.step(`the meeting's ${fact}, while another changes its ${other}`, async () => {
      const changed = `Ghi khác ${index}`;
      const said = await walk.field(secretary, label, {
        meanwhile: async () => {
          const { details: known } = await meeting.room();
          await meeting.command(chair, { do: "change_details", details: { ...known, [other]: changed } });
          await expect(secretary.getByLabel(say(otherLabel), { exact: true })).toHaveValue(changed);
        },
      });
      await secretary.getByLabel(say(label), { exact: true }).press("Tab");
      await expect.poll(async () => (await meeting.room()).details).toMatchObject({ [fact]: said, [other]: changed });
    });
  }

  await test.step("a new item, while the agenda is put in order", async () => {
    await secretary.getByRole("button", { name: say("item-add") }).first().click();
    const titles = secretary.locator(".agenda-editor .items .title");
    const meanwhile = async () => {
      const [first, second] = await meeting.items();
      await meeting.command(chair, { do: "move_item", item: first!.id, position: 1 });
      await expect(titles.first()).toHaveText(second!.title);
    };
    for (const label of ["item-title", "item-body"]) await walk.field(secretary, label, { within: sheet, meanwhile });
    await secretary.keyboard.press("Escape");
  });

  await test.step("a paper's title, and why it is replaced", async () => {
    const act = async (word: string) => {
      await secretary.locator(".paper-line").first().getByRole("button", { name: say("paper-more") }).click();
      await secretary.getByRole("button", { name: word }).click();
    };
    await act(say("paper-rename"));
    const title = await walk.field(secretary, "paper-title", { within: sheet });
    await sheet.getByRole("button", { name: say("save") }).click();
    await expect(secretary.locator(".paper-line").first()).toContainText(title);
    await act(say("replace-title"));
    await walk.field(secretary, "replace-reason", { within: sheet });
    await secretary.keyboard.press("Escape");
  });

  await test.step("somebody who is looked for", async () => {
    await secretary.getByRole("tab", { name: say("tab-people") }).click();
    await secretary.getByRole("button", { name: say("people-add") }).click();
    await expect(sheet.getByRole("listitem").first()).toBeVisible();
    await walk.field(secretary, "people-search", {
      within: sheet,
      meanwhile: () => expect(sheet.getByText(say("people-none"))).toBeVisible(),
    });
    // Esc belongs to the field first: it empties what is sought.
    await sheet.getByRole("button", { name: say("close") }).click();
  });
  await test.step("the invitation: its words, and the answers that come by telephone", async () => {
    await secretary.getByRole("tab", { name: say("tab-invitation") }).click();
    await secretary.getByRole("button", { name: say("invitation-words"), exact: true }).click();
    await secretary.getByRole("button", { name: say("invitation-copy") }).click();
    await walk.field(secretary, "copy-words", { within: sheet });
    await secretary.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
    await secretary.locator(".answer-row .menu-anchor > button").first().click();
    await secretary.getByRole("button", { name: say("answer-record-cannot") }).click();
    await walk.field(secretary, "answer-reason", { within: sheet });
    await sheet.getByText(say("answer-substitute")).click();
    await walk.field(secretary, "answer-who", { within: sheet });
    await sheet.getByRole("button", { name: say("cancel") }).click();
    await expect(sheet).toBeHidden();
  });
}

/** The meeting goes on while the secretary, the chair and their notes are written. */
async function room(walk: Walk, meeting: Meeting, secretary: Page, chair: Page): Promise<void> {
  const { url } = walk.office.server;
  await meeting.begin(chair);
  await secretary.goto(`${url}/meetings/${meeting.id}`);
  const agenda = secretary.getByRole("region", { name: say("room-agenda") });
  const meanwhile = () => postpone(meeting, chair, agenda);

  await test.step("the course of an item, which is saved while it is composed", async () => {
    const said = await walk.field(secretary, "record-course", { meanwhile });
    await expect.poll(async () => (await meeting.items())[0]!.course).toBe(said);
  });

  await test.step("a conclusion, by its parts and in words of its own", async () => {
    await walk.field(secretary, "build-task", { meanwhile });
    await secretary.getByRole("button", { name: say("conclusion-free") }).click();
    await walk.field(secretary, "conclude-text", { meanwhile });
  });

  await test.step("what is voted on", async () => {
    await secretary.getByRole("button", { name: say("vote-add") }).click();
    await walk.field(secretary, "vote-subject", { meanwhile });
  });

  await test.step("why somebody is not there", async () => {
    await secretary.locator(".record-people .ask").last().click();
    await walk.field(secretary, "attendance-reason", { within: secretary.getByRole("dialog"), meanwhile });
    await secretary.keyboard.press("Escape");
  });

  await test.step("a substitute whom no directory knows", async () => {
    await secretary.getByRole("button", { name: say("substitute-add"), exact: true }).click();
    const sheet = secretary.getByRole("dialog");
    await sheet.getByRole("combobox", { name: say("substitute-whom") }).selectOption({ index: 1 });
    await sheet.getByRole("button", { name: say("newcomer") }).click();
    for (const label of ["newcomer-name", "newcomer-position", "newcomer-unit"]) {
      await walk.field(secretary, label, { within: secretary.getByRole("dialog", { name: say("newcomer") }), meanwhile });
    }
    await secretary.keyboard.press("Escape");
  });

  const table = await Room.enter(chair, url, meeting.id);
  const others = () => postpone(meeting, secretary, agenda);
  await test.step("the chair's own conclusion", async () => {
    await chair.getByRole("navigation", { name: say("dock") }).getByRole("button", { name: say("dock-conclude") }).click();
    await walk.field(chair, "conclude-text", { within: chair.getByRole("dialog"), meanwhile: others });
    await chair.keyboard.press("Escape");
  });

  await test.step("to whom the chair is passed", async () => {
    const directory = await walk.office.get<{ id: string; name: string }[]>(secretary, "people");
    const people = directory.filter(({ name }) => COLLEAGUES.includes(name)).map(({ id }) => ({ person: id, role: "delegate" }));
    await meeting.command(secretary, { do: "set_participants", people });
    await chair.getByRole("navigation", { name: say("dock") }).getByRole("button", { name: say("dock-more"), exact: true }).click();
    await chair.getByRole("dialog").getByRole("button", { name: say("more-pass-chair") }).click();
    const sheet = chair.getByRole("dialog", { name: say("pass-title"), exact: true });
    await walk.field(chair, "people-search", {
      within: sheet,
      meanwhile: () => expect(sheet.getByText(say("people-none"))).toBeVisible(),
    });
    await sheet.getByRole("searchbox").fill("hong nhung");
    await expect(sheet.getByRole("listitem")).toHaveText(/^Tạ Thị Hồng Nhung/u);
    await sheet.getByRole("button", { name: say("close") }).click();
  });

  await test.step("a search in a paper", async () => {
    await chair.getByRole("button", { name: say("find"), exact: true }).click();
    const sheet = chair.getByRole("dialog");
    await walk.field(chair, "find-phrase", { within: sheet, meanwhile: others });
    await sheet.getByRole("button", { name: say("close") }).click();
  });

  await test.step("a note on a page", async () => {
    await table.desk.focus();
    await chair.keyboard.press("Alt+KeyN");
    const sheet = chair.getByRole("dialog", { name: say("notes-write") });
    const said = await walk.field(chair, "notes-text", { within: sheet, meanwhile: others });
    await sheet.getByRole("button", { name: say("save") }).click();
    await expect(table.cards.filter({ hasText: said })).toHaveCount(1);
  });
}

/** The minutes, which are sent while they are written; what comes after them, and what brings them back. */
async function minutes(walk: Walk, meeting: Meeting, secretary: Page, chair: Page): Promise<void> {
  const { url } = walk.office.server;
  await meeting.command(chair, { do: "close" });

  await test.step("why a meeting is opened again", async () => {
    await secretary.goto(`${url}/meetings/${meeting.id}`);
    await secretary.getByRole("button", { name: say("reopen") }).click();
    await walk.field(secretary, "reopen-reason", { within: secretary.getByRole("dialog") });
    await secretary.keyboard.press("Escape");
  });

  await secretary.goto(`${url}/meetings/${meeting.id}/minutes`);
  const paper = secretary.locator(".paper-desk");
  const labels = [
    "minutes-superior",
    "minutes-issuing",
    "minutes-symbol",
    "minutes-place",
    "minutes-basis",
    "minutes-course",
    "minutes-conclusions",
    "minutes-adoption",
    "minutes-authority",
    "minutes-recipients",
    "minutes-archive",
  ];
  for (const label of labels) {
    const said = await walk.field(secretary, label, {
      within: paper,
      // A second after the last key the half-composed word goes out, and the answer comes back into the form.
      meanwhile: async () => void (await secretary.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok(), PATIENCE)),
    });
    await expect
      .poll(async () => JSON.stringify(await walk.office.get<unknown>(secretary, `meetings/${meeting.id}/minutes`)))
      .toContain(JSON.stringify(said.trim().split("\n").at(-1)).slice(1, -1));
  }

  await test.step("the name of the tablet's key, and why minutes are sent back", async () => {
    await secretary.getByRole("radio", { name: say("minutes-number-register") }).check({ force: true });
    await secretary.getByRole("button", { name: say("minutes-submit") }).click();
    await secretary.getByRole("dialog").getByRole("checkbox").check({ force: true });
    await secretary.getByRole("dialog").getByRole("button", { name: say("minutes-submit") }).click();
    await expect.poll(async () => (await meeting.room()).stage).toBe("minutes");
    await secretary.goto(`${url}/meetings/${meeting.id}/sign`);
    await walk.field(secretary, "sign-key-label");
    await secretary.goto(`${url}/meetings/${meeting.id}/minutes`);
    await secretary.getByRole("button", { name: say("minutes-take-back") }).click();
    await walk.field(secretary, "send-back-reason", { within: secretary.getByRole("dialog") });
    await secretary.keyboard.press("Escape");
  });
}
