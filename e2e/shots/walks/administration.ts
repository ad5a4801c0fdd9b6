// The administrator's screens.
import type { Page } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { newRoomTablet } from "../../fixtures/pass.ts";
import { states, type Walk } from "../walk.ts";

/** People and units. */
export async function administration(walk: Walk): Promise<void> {
  const { office, camera, say, come } = walk;
  const administrator = await come(PEOPLE.administrator);
  await camera.take(administrator, "meetings", "empty");
  await administrator.goto(`${office.server.url}/admin/people`);
  await expect(administrator.getByText("Hoàng Gia Bách")).toBeVisible();
  await camera.take(administrator, "people", "ready");
  await administrator.getByRole("searchbox").fill("xyz");
  await expect(administrator.getByText(say("nobody-found"))).toBeVisible();
  await camera.take(administrator, "people", "none-found");
  await administrator.getByRole("searchbox").fill("");
  await administrator.getByRole("button", { name: say("add-person") }).click();
  await expect(administrator.getByRole("dialog")).toBeVisible();
  await camera.take(administrator, "people", "add");
  await administrator.getByRole("checkbox", { name: say("role-clerk") }).check();
  await expect(administrator.getByRole("combobox", { name: say("role-place") })).toBeVisible();
  await camera.take(administrator, "people", "add-clerk");
  await administrator.keyboard.press("Escape");
  // A new code makes the old one void: it is Ngô Bá Thịnh's, who comes to no screen.
  const row = administrator.locator(".person-row").filter({ hasText: "Ngô Bá Thịnh" });
  await row.getByRole("button", { name: say("issue-replace") }).click();
  await camera.take(administrator, "people", "replace-code");
  await administrator.getByRole("dialog").getByRole("button", { name: say("issue-replace-act") }).click();
  await expect(administrator.locator(".issue .code")).toBeVisible();
  await camera.take(administrator, "people", "code");
  await camera.print(administrator, "people", "slip");
  await administrator.keyboard.press("Escape");
  await states(administrator, camera, "people", "**/api/v1/people*");
  await administrator.goto(`${office.server.url}/admin/people`);
  await administrator.getByText("Hoàng Gia Bách").click();
  await expect(administrator.getByRole("heading", { name: say("roles") })).toBeVisible();
  await camera.take(administrator, "person", "ready");
  await states(administrator, camera, "person", "**/api/v1/people/*");
  await tablets(walk, administrator);
  await atDoor(walk, administrator);
  await administrator.goto(`${office.server.url}/admin/calendar`);
  await expect(administrator.getByText(say("calendar-empty-why"))).toBeVisible();
  await camera.take(administrator, "days-off", "empty");
  await administrator.getByRole("button", { name: say("calendar-add"), exact: true }).click();
  await expect(administrator.getByRole("dialog")).toBeVisible();
  await camera.take(administrator, "days-off", "add");
  await administrator.keyboard.press("Escape");
  await administrator.locator(".state .button.primary").click();
  await expect(administrator.locator(".rows > .row")).toHaveCount(4);
  await camera.take(administrator, "days-off", "ready");
  await states(administrator, camera, "days-off", "**/api/v1/calendar");
  await administrator.goto(`${office.server.url}/admin/units`);
  await expect(administrator.getByText("Sở Tài chính").first()).toBeVisible();
  await camera.take(administrator, "units", "ready");
  await administrator.getByRole("button", { name: say("add-unit") }).click();
  await expect(administrator.getByRole("dialog")).toBeVisible();
  await camera.take(administrator, "units", "add");
  await administrator.keyboard.press("Escape");
  await states(administrator, camera, "units", "**/api/v1/units");
  await administrator.goto(`${office.server.url}/nowhere`);
  await camera.take(administrator, "not-found", "ready");
}

/** The tablets of the rooms. */
async function tablets({ office, camera, say }: Walk, administrator: Page): Promise<void> {
  await administrator.goto(`${office.server.url}/admin/tablets`);
  await expect(administrator.getByText(say("tablets-none"))).toBeVisible();
  await camera.take(administrator, "tablets", "empty");
  await administrator.getByRole("button", { name: say("tablets-add"), exact: true }).click();
  const sheet = administrator.getByRole("dialog");
  await expect(sheet.getByLabel(say("tablets-name"))).toBeVisible();
  await camera.take(administrator, "tablets", "add");
  await sheet.getByRole("button", { name: say("tablets-add-act") }).click();
  await expect(administrator.locator(".issue .code")).toBeVisible();
  await camera.take(administrator, "tablets", "slip");
  await administrator.keyboard.press("Escape");
  await newRoomTablet(office, administrator, "Máy phòng họp 02");
  await administrator.reload();
  await expect(administrator.locator(".tablet-row")).toHaveCount(2);
  await camera.take(administrator, "tablets", "ready");
  await states(administrator, camera, "tablets", "**/api/v1/room-tablets");
  await administrator.locator(".tablet-row").first().getByRole("button", { name: say("tablets-remove") }).click();
  await expect(administrator.getByRole("dialog")).toBeVisible();
  await camera.take(administrator, "tablets", "remove");
  await administrator.keyboard.press("Escape");
  for (const { id } of await office.get<{ id: string }[]>(administrator, "room-tablets")) {
    await office.remove(administrator, `room-tablets/${id}`);
  }
}

/** Whoever was entered at the door of a meeting. */
async function atDoor(walk: Walk, administrator: Page): Promise<void> {
  const { office, camera, say, come } = walk;
  await administrator.goto(`${office.server.url}/admin/people`);
  const chip = administrator.getByRole("button", { name: say("at-door"), exact: true });
  await chip.click();
  await expect(administrator.getByText(say("at-door-none"))).toBeVisible();
  await camera.take(administrator, "people", "at-door-none");
  const secretary = await come(PEOPLE.secretary);
  const { id } = await office.meeting(secretary);
  const { room } = await office.get<{ room: { participants: Record<string, { name: string }> } }>(secretary, `meetings/${id}`);
  const [absent] = Object.entries(room.participants).find(([, { name }]) => name === "Ngô Bá Thịnh")!;
  const person = randomUUID();
  const entered = await secretary.request.post(`${office.server.url}/api/v1/meetings/${id}/door/substitutes`, {
    data: { id: person, name: "Vi Thị Lan", position: "Phó Trưởng phòng", unit_name: "Sở Xây dựng", substitute_for: absent },
    headers: { origin: office.server.url },
  });
  expect(entered.status()).toBe(204);
  await administrator.reload();
  await chip.click();
  await expect(administrator.locator(".entered")).toBeVisible();
  await camera.take(administrator, "people", "at-door");
  await administrator.getByRole("button", { name: say("at-door-join") }).click();
  await expect(administrator.locator(".people-found .row").first()).toBeVisible();
  await camera.take(administrator, "people", "at-door-join");
  await administrator.locator(".people-found .row").first().click();
  await expect(administrator.getByRole("dialog", { name: say("at-door-join-sure") })).toBeVisible();
  await camera.take(administrator, "people", "at-door-sure");
  await administrator.keyboard.press("Escape");
  // Later walks meet the meeting's people as they were.
  await walk.command(
    secretary,
    id,
    { do: "remove_participant", person },
    { do: "record_attendance", person: absent, attendance: { state: "unknown" } },
  );
}
