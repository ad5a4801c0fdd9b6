// The language that somebody chooses, while the words of another are still on their way.
import { expect, PEOPLE, test } from "../fixtures/office.ts";

test("of two languages chosen one after the other the last one stands, whichever words come first", async ({ browser, office }) => {
  const page = await office.activate(browser, PEOPLE.official);
  // English words are held back, also those that the tablet keeps.
  await page.addInitScript(() => {
    const { fetch } = window;
    window.fetch = async (asked, ...rest) => {
      const answer = await fetch(asked, ...rest);
      const address = asked instanceof Request ? asked.url : String(asked);
      if (address.includes("/words-en-")) {
        const text = answer.text.bind(answer);
        const letGo = new Promise((resolve) => window.addEventListener("let-go", resolve, { once: true }));
        document.documentElement.dataset["held"] = "";
        answer.text = async () => {
          await letGo;
          const words = await text();
          // After what the app does with them.
          setTimeout(() => delete document.documentElement.dataset["held"]);
          return words;
        };
      }
      return answer;
    };
  });
  await page.goto(`${office.server.url}/me`);
  const root = page.locator("html");
  const main = page.getByRole("main");
  const choose = (name: string) => main.locator("label", { hasText: name }).click();
  const isChosen = (name: string) => expect(main.getByRole("radio", { name })).toBeChecked();
  const letGo = () => page.evaluate(() => window.dispatchEvent(new Event("let-go")));

  await choose("English");
  await expect(root).toHaveAttribute("data-held");
  await choose("Tiếng Việt");
  await letGo();
  await expect(root).not.toHaveAttribute("data-held");
  await isChosen("Tiếng Việt");
  await expect(root).toHaveAttribute("lang", "vi");
  // Their words are here, and stand at once when they are chosen again.
  await choose("English");
  await expect(root).toHaveAttribute("lang", "en");
  await isChosen("English");
});
