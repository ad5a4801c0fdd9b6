// The first whole path through the product, from five tablets that nobody has used to signed, archived minutes that
// prove themselves without the server. Every part of it is real: the demonstration's own papers, PDFium, passkeys, a
// tablet-sized browser per person, judges that are not ours. The same on both databases. What it holds is said nowhere
// else; the other journeys go into what lies beside it.
import { DATABASES } from "../fixtures/database.ts";
import { Office } from "../fixtures/office.ts";
import { test } from "../fixtures/server.ts";
import { annotated } from "./path/annotated.ts";
import { archived } from "./path/archived.ts";
import { conducted } from "./path/conducted.ts";
import { cutOff } from "./path/cut-off.ts";
import { Path } from "./path/path.ts";
import { prepared } from "./path/prepared.ts";
import { readTogether } from "./path/read-together.ts";
import { replaced } from "./path/replaced.ts";
import { signed } from "./path/signed.ts";

test.setTimeout(900_000);

for (const database of DATABASES) {
  test.describe(`on ${database}`, () => {
    test.use({ database });
    test("a meeting is made, read together, annotated, led to its end, signed, archived and proved", async ({ browser, server }) => {
      const path = await Path.begin(browser, await Office.fillWith(server));
      for (const chapter of [prepared, readTogether, annotated, cutOff, replaced, conducted, signed, archived]) await chapter(path);
      await path.end();
    });
  });
}
