// Telex and VNI rewrite letters that stand there already. What is being composed is the keyboard's until it is
// committed, whatever autosave does and whoever else changes the room meanwhile: in every kind of field.
import type { Locator, Page } from "@playwright/test";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { Room } from "../fixtures/room.ts";
import { words } from "../fixtures/words.ts";

interface Item {
  id: string;
  title: string;
  position: number;
  status: string;
  course: string;
}

const say = words("vi");
/** "tieengs", as Telex shows it on its way. */
const WAY = ["t", "ti", "tie", "tiê", "tiên", "tiêng", "tiếng"];
const WORD = "tiếng";

test.setTimeout(240_000);

test("what is being composed stays whole while others change the room", async ({ browser, office }) => {
  const { server } = office;
  const secretary = await office.activate(browser, PEOPLE.secretary);
  const chair = await office.activate(browser, PEOPLE.chair);
  const { id } = await office.meeting(secretary);
  const room = async () =>
    (await office.get<{ room: { details: Record<string, unknown>; items: Record<string, Omit<Item, "id">> } }>(secretary, `meetings/${id}`)).room;
  const items = async (): Promise<Item[]> =>
    Object.entries((await room()).items)
      .map(([key, item]) => ({ ...item, id: key }))
      .sort((one, other) => one.position - other.position);
  const command = async (who: Page, ...commands: Record<string, unknown>[]) => {
    for (const one of commands) {
      expect(await office.command(who, id, one), JSON.stringify(one)).toMatchObject({ outcome: "accepted" });
    }
  };

  /** Composes a word at the field's end; `meanwhile` happens in its middle and is seen before the word goes on. */
  async function compose(page: Page, field: Locator, meanwhile: () => Promise<void>): Promise<string> {
    const keyboard = await page.context().newCDPSession(page);
    await field.click();
    await page.keyboard.press("End");
    const before = await field.inputValue();
    for (const [index, text] of WAY.entries()) {
      await keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
      if (index !== 3) continue;
      await meanwhile();
      await expect(field).toBeFocused();
      await expect(field).toHaveValue(before + text);
    }
    await keyboard.send("Input.insertText", { text: WORD });
    await expect(field).toHaveValue(before + WORD);
    await keyboard.detach();
    return before + WORD;
  }

  await test.step("the meeting's title, saved by itself", async () => {
    await secretary.goto(`${server.url}/meetings/${id}/edit`);
    const place = secretary.getByLabel(say("form-place"), { exact: true });
    const title = secretary.getByLabel(say("form-title"), { exact: true });
    const said = await compose(secretary, title, async () => {
      const { details } = await room();
      await command(chair, { do: "change_details", details: { ...details, place: "Phòng họp số 2" } });
      await expect(place).toHaveValue("Phòng họp số 2");
    });
    await title.press("Tab");
    await expect.poll(async () => (await room()).details).toMatchObject({ title: said, place: "Phòng họp số 2" });
  });

  await test.step("a new item's title, while the agenda is put in order", async () => {
    await secretary.getByRole("button", { name: say("item-add") }).first().click();
    const titles = secretary.locator(".agenda-editor .items .title");
    await compose(secretary, secretary.getByRole("dialog").getByLabel(say("item-title")), async () => {
      const [first, second] = await items();
      await command(chair, { do: "move_item", item: first!.id, position: 1 });
      await expect(titles.first()).toHaveText(second!.title);
    });
    await secretary.keyboard.press("Escape");
  });

  /** Puts the last item off or back; its word changes in the list that the page shows. */
  const postpone = async (by: Page, list: Locator) => {
    const last = (await items()).at(-1)!;
    const isOff = last.status === "postponed";
    await command(by, { do: isOff ? "restore_item" : "postpone_item", item: last.id });
    await expect(list.getByRole("listitem").last()).toContainText(isOff ? say("item-pending") : say("item-postponed"));
  };

  await command(chair, { do: "open" }, { do: "open_item", item: (await items())[0]!.id });
  await secretary.goto(`${server.url}/meetings/${id}`);
  const agenda = secretary.getByRole("region", { name: say("room-agenda") });

  await test.step("the course of an item, which is saved while it is composed", async () => {
    const said = await compose(secretary, secretary.getByLabel(say("record-course"), { exact: true }), () => postpone(chair, agenda));
    await expect.poll(async () => (await items())[0]!.course).toBe(said);
  });

  await test.step("the words of a conclusion", async () => {
    await compose(secretary, secretary.getByLabel(say("build-task"), { exact: true }), () => postpone(chair, agenda));
  });

  const table = await Room.enter(chair, server.url, id);

  await test.step("the chair's own conclusion", async () => {
    await chair.getByRole("navigation", { name: say("dock") }).getByRole("button", { name: say("dock-conclude") }).click();
    await compose(chair, chair.getByRole("dialog").getByRole("textbox").first(), () => postpone(secretary, agenda));
    await chair.keyboard.press("Escape");
  });

  await test.step("a search in a paper", async () => {
    await chair.getByRole("button", { name: say("find"), exact: true }).click();
    const sheet = chair.getByRole("dialog");
    await compose(chair, sheet.getByRole("searchbox"), () => postpone(secretary, agenda));
    // Esc belongs to the field first: it empties what is sought.
    await sheet.getByRole("button", { name: say("close") }).click();
  });

  await test.step("a note on a page", async () => {
    await table.takePen();
    await chair.getByRole("toolbar", { name: say("ink-bar") }).getByRole("button", { name: say("ink-text"), exact: true }).click();
    const box = (await table.desk.boundingBox())!;
    await chair.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const sheet = chair.getByRole("dialog", { name: say("notes-write") });
    const said = await compose(chair, sheet.getByLabel(say("notes-text")), () => postpone(secretary, agenda));
    await sheet.getByRole("button", { name: say("save") }).click();
    await expect(table.cards.filter({ hasText: said })).toHaveCount(1);
  });

  await secretary.context().close();
  await chair.context().close();
});
