// The image of a signature: drawn on the screen, taken from a photograph, removed and taken back, seen before signing.
import type { Page } from "@playwright/test";
import { expect, PEOPLE, test } from "../fixtures/office.ts";
import { drawSignature } from "../fixtures/signature.ts";
import { isSound } from "../fixtures/sound.ts";
import { words } from "../fixtures/words.ts";

const say = words("vi");

/** What the tablet shows of an image: how many of its pixels are ink, and whether all of that is blue. */
async function shown(page: Page): Promise<{ width: number; ink: number; isBlue: boolean }> {
  const image = page.locator(".signature-paper img");
  await expect(image).toBeVisible();
  return image.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [element.naturalWidth, element.naturalHeight];
    const context = canvas.getContext("2d")!;
    context.drawImage(element, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let [ink, isBlue] = [0, true];
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3]! < 200) continue;
      ink += 1;
      isBlue &&= data[at + 2]! > 2 * data[at]!;
    }
    return { width: canvas.width, ink, isBlue };
  });
}

/** A photograph of black strokes on yellowish paper, as a JPEG of the browser's own. */
async function photograph(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2_000, 1_200];
    const context = canvas.getContext("2d")!;
    const light = context.createLinearGradient(0, 0, canvas.width, 0);
    light.addColorStop(0, "#f6f1e0");
    light.addColorStop(1, "#b9b3a2");
    context.fillStyle = light;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.lineWidth = 14;
    context.strokeStyle = "#1b1b20";
    context.beginPath();
    for (let x = 400; x < 1_600; x += 10) context.lineTo(x, 600 + 150 * Math.sin(x / 60));
    context.stroke();
    return canvas.toDataURL("image/jpeg", 0.85).split(",")[1]!;
  });
  return Buffer.from(base64, "base64");
}

test("a signature's image is drawn, photographed, removed and taken back", async ({ browser, office }) => {
  const { url } = office.server;
  const page = await office.activate(browser, PEOPLE.chair);
  const mine = () => office.get<{ image: { png: string } | null }>(page, "me/signature-image");
  const pick = page.locator(".signature-card input[type=file]");
  await page.goto(`${url}/me`);
  await expect(page.getByText(say("signature-none"))).toBeVisible();

  await test.step("drawn on the screen, with undo", async () => {
    await page.getByRole("button", { name: say("signature-draw") }).click();
    await expect(page.getByRole("button", { name: say("signature-save-empty") })).toHaveAttribute("aria-disabled", "true");
    await drawSignature(page);
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: say("signature-clear") }).click();
    await dialog.getByRole("button", { name: say("undo") }).click();
    await isSound(page, "signature");
    await dialog.getByRole("button", { name: say("signature-save"), exact: true }).click();
    await expect(dialog).toBeHidden();
    const drawn = await shown(page);
    expect(drawn.isBlue && drawn.ink > 2_000 && drawn.width > 600, JSON.stringify(drawn)).toBe(true);
  });

  await test.step("removed, and taken back as it was", async () => {
    const before = await mine();
    await page.locator("#signature-image").getByRole("button", { name: say("signature-remove") }).click();
    await expect(page.getByText(say("signature-none"))).toBeVisible();
    expect((await mine()).image).toBeNull();
    await page.locator(".toast").getByRole("button", { name: say("undo") }).click();
    await expect(page.locator(".signature-paper img")).toBeVisible();
    expect((await mine()).image).toEqual(before.image);
  });

  await test.step("a photograph becomes blue, and what is no picture is refused in words", async () => {
    const before = (await mine()).image?.png;
    const buffer = await photograph(page);
    await pick.setInputFiles({ name: "chu-ky.jpg", mimeType: "image/jpeg", buffer });
    await expect.poll(async () => (await mine()).image?.png).not.toBe(before);
    await expect(page.getByText(say("signature-set"))).not.toHaveCount(0);
    const taken = await shown(page);
    expect(taken.isBlue && taken.ink > 2_000, JSON.stringify(taken)).toBe(true);
    await pick.setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
    await expect(page.getByText(say("signature-unreadable"))).toBeVisible();
  });
});
