// The secretary's preparation.
import type { Page } from "@playwright/test";
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { pdf } from "../../fixtures/pdf.ts";
import { lay, raise } from "../camera.ts";
import { holdUndo, unconnected, type Walk } from "../walk.ts";

const PDF = "application/pdf";
/** Where the pieces of a file go. */
const PIECES = "**/api/v1/uploads/*?offset=*";
const WHITE = [255, 255, 255] as const;

/** Preparing a meeting. */
export async function editor(walk: Walk): Promise<void> {
  const { office, camera, say, come } = walk;
  const secretary = await come(PEOPLE.secretary);
  const { id } = await office.meeting(secretary);
  await camera.take(secretary, "meetings", "secretary");
  await secretary.goto(`${office.server.url}/meetings/${id}/edit`);
  await expect(secretary.locator(".agenda-editor .paper-line").first()).toBeVisible();
  await camera.take(secretary, "editor", "agenda");
  await camera.large(secretary, "editor", "large");
  await secretary.getByRole("button", { name: say("paper-more") }).first().click();
  await camera.take(secretary, "editor", "menu");
  await secretary.keyboard.press("Escape");
  await secretary.getByRole("tab", { name: say("tab-people") }).click();
  await camera.take(secretary, "editor", "people");
  await secretary.getByRole("button", { name: say("people-add") }).click();
  await expect(secretary.getByRole("dialog").getByRole("listitem").first()).toBeVisible();
  await camera.take(secretary, "editor", "people-add");
  await secretary.keyboard.press("Escape");
  await secretary.getByRole("tab", { name: say("tab-invitation") }).click();
  await expect(secretary.locator(".answer-row").first()).toBeVisible();
  await camera.take(secretary, "editor", "invitation");
  await secretary.getByRole("button", { name: say("invitation-words"), exact: true }).click();
  await camera.take(secretary, "editor", "invitation-menu");
  await secretary.getByRole("button", { name: say("invitation-copy") }).click();
  await expect(secretary.getByRole("dialog", { name: say("invitation-copy") })).toBeVisible();
  await camera.take(secretary, "editor", "invitation-copy");
  await secretary.keyboard.press("Escape");
  await letters(walk, secretary);
  await secretary.getByRole("button", { name: say("print-set") }).click();
  await expect(secretary.getByRole("button", { name: say("print-make") })).toBeVisible();
  await camera.take(secretary, "print-set", "ready");
  await secretary.keyboard.press("Escape");
  await unconnected(secretary, camera, "editor");
  // The sheet gave the focus back to the button that opened it; a tablet without a keyboard shows none.
  await secretary.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await secretary.context().setOffline(true);
  await expect(secretary.locator(".strip")).toBeVisible();
  await camera.take(secretary, "editor", "offline");
  await secretary.context().setOffline(false);

  await isNotMade(walk, secretary);
  await secretary.goto(`${office.server.url}/meetings/new`);
  await expect(secretary.getByRole("tab", { name: say("tab-agenda") })).toBeVisible();
  await camera.take(secretary, "editor", "new");
  await raise(secretary);
  await secretary.getByRole("tab", { name: say("tab-details") }).click();
  await camera.take(secretary, "editor", "details", "upright");
  await files(walk, secretary);
}

/** Letters to those who are invited, as an office with a mail server sends them. */
async function letters({ camera, say }: Walk, secretary: Page): Promise<void> {
  const address = "**/api/v1/meetings/*/letters";
  await secretary.route(address, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), can_send: true } });
  });
  await secretary.reload();
  await secretary.getByRole("tab", { name: say("tab-invitation") }).click();
  await secretary.getByRole("button", { name: say("letters-send") }).click();
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "editor", "letters");
  await secretary.keyboard.press("Escape");
  await secretary.unroute(address);
}

/** A new meeting while the server makes it, and when it could not. */
async function isNotMade({ office, camera, say }: Walk, secretary: Page): Promise<void> {
  const made = "**/api/v1/meetings/*/commands";
  await secretary.route(made, () => {});
  await secretary.goto(`${office.server.url}/meetings/new`);
  await expect(secretary.locator(".skeleton")).toBeVisible();
  await camera.take(secretary, "new", "loading");
  await secretary.unroute(made);
  await secretary.route(made, async (route) => route.fulfill({ status: 500, body: "" }));
  await secretary.goto(`${office.server.url}/meetings/new`);
  await expect(secretary.getByText(say("meeting-not-made"))).toBeVisible();
  await camera.take(secretary, "new", "error");
  await secretary.unroute(made);
}

/** Files on their way to an item of a meeting that is new: refused, asked about, half sent. */
async function files({ camera, say }: Walk, secretary: Page): Promise<void> {
  const sheet = secretary.getByRole("dialog");
  await raise(secretary);
  await secretary.getByRole("tab", { name: say("tab-agenda") }).click();
  await lay(secretary);
  const add = async (title: string) => {
    await secretary.getByRole("button", { name: say("item-add") }).first().click();
    await sheet.getByLabel(say("item-title")).fill(title);
  };
  await add("Tình hình kinh tế - xã hội năm 2026");
  await camera.take(secretary, "editor", "item");
  await sheet.getByRole("button", { name: say("item-add"), exact: true }).click();
  await expect(sheet).toBeHidden();
  await add("Nội dung sẽ bỏ");
  await sheet.getByRole("button", { name: say("item-add"), exact: true }).click();
  await expect(sheet).toBeHidden();
  await secretary.getByRole("button", { name: say("item-more") }).last().click();
  await secretary.getByRole("button", { name: say("item-remove") }).click();
  await holdUndo(secretary);
  await camera.take(secretary, "editor", "undo");

  const choose = async (...all: { name: string; buffer: Buffer }[]) => {
    const chosen = all.map((file) => ({ ...file, mimeType: PDF }));
    await secretary.locator(".agenda-editor input[type=file]").first().setInputFiles(chosen);
    await expect(sheet).toBeVisible();
  };
  const send = async () => {
    await sheet.getByRole("radio", { name: say("secrecy-normal") }).check({ force: true });
    await sheet.locator("footer .button.primary").click();
    await expect(sheet).toBeHidden();
  };
  const fake = { name: "1. Gia lam PDF.pdf", buffer: Buffer.from("Chỉ là chữ, không phải PDF.") };
  const marked = { name: "1. To trinh chu truong.pdf", buffer: pdf([WHITE], { stamp: "MẬT" }) };
  await choose({ name: "1. Bao cao.pdf", buffer: pdf([WHITE]) }, { name: "1. Phu luc.docx", buffer: Buffer.from("PK") });
  await camera.take(secretary, "editor", "upload");
  await sheet.getByRole("radio", { name: say("secrecy-secret") }).check({ force: true });
  await camera.take(secretary, "editor", "secret");
  await secretary.keyboard.press("Escape");
  await choose(fake, marked);
  await send();
  await expect(secretary.locator(".paper-line.bad")).toHaveCount(2, { timeout: 30_000 });
  // One more is held half sent.
  await secretary.route(PIECES, () => {});
  await choose({ name: "1. Phu luc so lieu.pdf", buffer: pdf([WHITE, WHITE]) });
  await send();
  await expect(secretary.locator(".paper-line progress")).toBeVisible();
  await camera.take(secretary, "editor", "files");
  await secretary.unroute(PIECES);
}
