// The administrator's screens.
import { expect, PEOPLE } from "../../fixtures/office.ts";
import { states, type Walk } from "../walk.ts";

/** People and units. */
export async function administration({ office, camera, say, come }: Walk): Promise<void> {
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
