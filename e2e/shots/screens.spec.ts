// Walks through the demonstration office and takes a picture of every screen in its states.
import type { Browser, Page } from "@playwright/test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, Office, PEOPLE, tablet } from "../fixtures/office.ts";
import { pdf } from "../fixtures/pdf.ts";
import { Room } from "../fixtures/room.ts";
import { test } from "../fixtures/server.ts";
import { type Say, words } from "../fixtures/words.ts";
import { Camera, OUTPUT } from "./camera.ts";

const languages = process.env.NGHISU_SHOTS_LANGUAGES?.split(",") ?? ["vi", "en"];
const parts = process.env.NGHISU_SHOTS_PARTS?.split(",") ?? ["entry", "calendar", "editor", "administration", "room"];

interface Walk {
  browser: Browser;
  office: Office;
  camera: Camera;
  say: Say;
  language: string;
}

test.setTimeout(900_000);

for (const language of languages) {
  test(`screens in ${language}`, async ({ browser, server }) => {
    const papers = process.env.NGHISU_PAPERS;
    if (!papers) throw new Error("NGHISU_PAPERS names the directory of the demonstration's papers");
    const office = await Office.fillWith(server, papers);
    const camera = new Camera(language);
    const walk = { browser, office, camera, say: words(language), language };
    const walks: Record<string, (walk: Walk) => Promise<void>> = { entry, calendar, editor, administration, room };
    for (const part of parts) await test.step(part, async () => walks[part]?.(walk));
    writeFileSync(join(OUTPUT, `axe-${language}.txt`), camera.findings.map((line) => `${line}\n`).join(""));
    expect(camera.findings).toEqual([]);
  });
}

/** Sign-in and activation. */
async function entry({ browser, office, camera, say, language }: Walk): Promise<void> {
  const stranger = await tablet(browser, language);
  await stranger.goto(`${office.server.url}/sign-in`);
  await expect(stranger.getByRole("button", { name: say("sign-in") })).toBeVisible();
  await camera.take(stranger, "sign-in", "ready");
  await stranger.context().setOffline(true);
  await camera.take(stranger, "sign-in", "offline");
  await stranger.context().setOffline(false);
  await stranger.goto(`${office.server.url}/activate`);
  await expect(stranger.getByLabel(say("code-label"))).toBeVisible();
  await camera.take(stranger, "activate", "empty");
  await stranger.getByLabel(say("code-label")).pressSequentially("abcdefgh");
  await expect(stranger.locator(".failure")).toBeVisible();
  await camera.take(stranger, "activate", "error");
  await stranger.context().close();
  const known = await office.typeCode(browser, "Hồ Thị Xuân Ái", language);
  await camera.take(known, "activate", "person");
  await known.context().close();
}

/** The calendar, and a person's own page. */
async function calendar({ browser, office, camera, say, language }: Walk): Promise<void> {
  const chair = await office.activate(browser, PEOPLE.chair, language);
  await expect(chair.getByRole("link", { name: say("enter-room") })).toBeVisible();
  await camera.take(chair, "meetings", "today");
  await chair.getByRole("radio", { name: say("text-size-larger") }).check({ force: true });
  await camera.take(chair, "meetings", "large");
  await chair.getByRole("radio", { name: say("text-size-normal") }).check({ force: true });
  await chair.locator(".me").click();
  await camera.take(chair, "meetings", "menu");
  await chair.keyboard.press("Escape");
  await states(chair, camera, "meetings", "**/api/v1/meetings");
  await chair.goto(`${office.server.url}/me`);
  await expect(chair.getByRole("heading", { name: say("sessions"), exact: true })).toBeVisible();
  await camera.take(chair, "me", "ready");
  await chair.context().close();
}

/** A screen while it loads, when the server fails, and without a connection. */
async function states(page: Page, camera: Camera, screen: string, address: string): Promise<void> {
  // Never answered: the page that asks is reloaded before.
  await page.route(address, () => {});
  await page.reload();
  await expect(page.locator(".skeleton")).toBeVisible();
  await camera.take(page, screen, "loading");
  await page.unroute(address);
  await page.route(address, async (route) => route.fulfill({ status: 500, body: "" }));
  await page.reload();
  await expect(page.getByRole("alert")).toBeVisible();
  await camera.take(page, screen, "error");
  await page.unroute(address);
  await page.reload();
  await page.context().setOffline(true);
  await expect(page.locator(".strip")).toBeVisible();
  await camera.take(page, screen, "offline");
  await page.context().setOffline(false);
}

/** Preparing a meeting. */
async function editor({ browser, office, camera, say, language }: Walk): Promise<void> {
  const secretary = await office.activate(browser, PEOPLE.secretary, language);
  const { id } = await office.meeting(secretary);
  await camera.take(secretary, "meetings", "secretary");
  await secretary.goto(`${office.server.url}/meetings/${id}/edit`);
  await expect(secretary.locator(".agenda-editor .paper-line").first()).toBeVisible();
  await camera.take(secretary, "editor", "agenda");
  await secretary.getByRole("tab", { name: say("tab-people") }).click();
  await camera.take(secretary, "editor", "people");
  await secretary.goto(`${office.server.url}/meetings/new`);
  await expect(secretary.getByRole("tab", { name: say("tab-agenda") })).toBeVisible();
  await camera.take(secretary, "editor", "new");
  await secretary.setViewportSize({ width: 834, height: 1194 });
  await secretary.getByRole("tab", { name: say("tab-details") }).click();
  await camera.take(secretary, "editor", "details", "upright");

  // Files on their way: one is held half sent, one is no PDF, one has a password or is broken.
  await secretary.getByRole("button", { name: say("item-add") }).first().click();
  await secretary.getByRole("dialog").getByLabel(say("item-title")).fill("Tình hình kinh tế - xã hội năm 2026");
  await camera.take(secretary, "editor", "item");
  await secretary.getByRole("dialog").getByRole("button", { name: say("item-add"), exact: true }).click();
  await expect(secretary.getByRole("dialog")).toBeHidden();
  await secretary.route("**/api/v1/uploads/*?offset=*", () => {});
  await secretary.locator("input[type=file]").first().setInputFiles([
    { name: "1. Bao cao.pdf", mimeType: "application/pdf", buffer: pdf([[255, 255, 255]]) },
    { name: "1. Phu luc.docx", mimeType: "application/msword", buffer: Buffer.from("no pdf") },
  ]);
  await expect(secretary.getByRole("dialog")).toBeVisible();
  await camera.take(secretary, "editor", "upload");
  await secretary.context().close();
}

/** People and units. */
async function administration({ browser, office, camera, say, language }: Walk): Promise<void> {
  const administrator = await office.activate(browser, PEOPLE.administrator, language);
  await camera.take(administrator, "meetings", "empty");
  await administrator.goto(`${office.server.url}/admin/people`);
  await expect(administrator.getByText("Hoàng Gia Bách")).toBeVisible();
  await camera.take(administrator, "people", "ready");
  await administrator.getByRole("button", { name: say("add-person") }).click();
  await expect(administrator.getByRole("dialog")).toBeVisible();
  await camera.take(administrator, "people", "add");
  await administrator.keyboard.press("Escape");
  // A new code makes the old one void: it is Ngô Bá Thịnh's, who comes to no screen.
  await administrator.getByRole("button", { name: say("issue-code") }).nth(4).click();
  await expect(administrator.locator(".issue .code")).toBeVisible();
  await camera.take(administrator, "people", "code");
  await administrator.keyboard.press("Escape");
  await states(administrator, camera, "people", "**/api/v1/people*");
  await administrator.goto(`${office.server.url}/admin/people`);
  await administrator.getByText("Hoàng Gia Bách").click();
  await expect(administrator.getByRole("heading", { name: say("roles") })).toBeVisible();
  await camera.take(administrator, "person", "ready");
  await administrator.goto(`${office.server.url}/admin/units`);
  await expect(administrator.getByText("Sở Tài chính").first()).toBeVisible();
  await camera.take(administrator, "units", "ready");
  await administrator.goto(`${office.server.url}/nowhere`);
  await camera.take(administrator, "not-found", "ready");
  await administrator.context().close();
}

/** The room, of an official and of the chair. */
async function room({ browser, office, camera, say, language }: Walk): Promise<void> {
  const chair = await office.activate(browser, PEOPLE.chair, language);
  const official = await office.activate(browser, PEOPLE.official, language);
  const { id } = await office.meeting(chair);
  const officialRoom = await Room.enter(official, office.server.url, id, language);
  await camera.take(official, "room", "published");
  await Room.enter(chair, office.server.url, id, language);
  await camera.take(chair, "chair", "published");
  const dock = chair.getByRole("navigation", { name: say("dock") });
  await dock.getByRole("button", { name: say("dock-open") }).click();
  await dock.getByRole("button", { name: say("dock-next") }).click();
  await expect(chair.locator(".room-top .live")).toBeVisible();
  await camera.take(chair, "chair", "item");
  await dock.getByRole("button", { name: say("dock-lead") }).click();
  await expect(chair.locator(".leading-word")).toBeVisible();
  await camera.take(chair, "chair", "leading");
  await dock.getByRole("button", { name: say("dock-conclude") }).click();
  await camera.take(chair, "chair", "conclude");
  await chair.keyboard.press("Escape");
  await dock.getByRole("button", { name: say("dock-more") }).click();
  await camera.take(chair, "chair", "more");
  await chair.keyboard.press("Escape");

  await expect(official.locator(".room-top .live")).toBeVisible();
  await camera.take(official, "room", "following");
  await officialRoom.desk.press("PageDown");
  await officialRoom.desk.press("PageDown");
  await officialRoom.desk.press("PageDown");
  await expect(official.locator(".back-pill")).toBeVisible();
  await camera.take(official, "room", "own");
  await official.locator(".room-bar .bar-button").first().click();
  await officialRoom.draw(0);
  const bar = official.locator(".pen-bar");
  await bar.locator(".visibility").click();
  await camera.take(official, "room", "visibility");
  await bar.getByRole("button", { name: say("ink-meeting") }).last().click();
  await officialRoom.write("Đề nghị nêu tên 6 dự án.", 90);
  await camera.take(official, "room", "shared");
  await official.locator(".room-bar .bar-button").first().click();
  await official.getByRole("button", { name: new RegExp(`^${say("room-notes")}`) }).click();
  await camera.take(official, "room", "notes");
  await official.keyboard.press("Escape");
  await official.getByRole("button", { name: say("viewer-outline") }).click();
  await camera.take(official, "room", "outline");
  await official.keyboard.press("Escape");
  await official.locator(".pager .number").click();
  await expect(official.locator(".thumbnails img").first()).toBeVisible();
  await camera.take(official, "room", "pages");
  await official.keyboard.press("Escape");
  await official.getByRole("button", { name: say("find"), exact: true }).click();
  await official.getByRole("searchbox").fill("giai ngan");
  await expect(official.locator(".found-pages li").first()).toBeVisible();
  await camera.take(official, "room", "found");
  await official.locator(".found-pages button").first().click();
  await camera.take(official, "room", "hit");
  await official.locator(".agenda-button").click();
  await camera.take(official, "room", "agenda-closed");
  await official.locator(".agenda-button").click();
  await official.setViewportSize({ width: 834, height: 1194 });
  await official.locator(".agenda-button").click();
  await expect(official.getByRole("dialog")).toBeVisible();
  await camera.take(official, "room", "agenda-sheet", "upright");
  await official.keyboard.press("Escape");

  await office.server.kill();
  await expect(official.locator(".room-strip .strip")).toBeVisible();
  await camera.take(official, "room", "offline");
  await office.server.run();
  await expect(official.locator(".room-strip .valid")).toBeVisible();
  await camera.take(official, "room", "back");
  await Promise.all([chair, official].map(async (page) => page.context().close()));
}
