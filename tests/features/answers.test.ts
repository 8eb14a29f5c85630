/** Every request of the server answers the cases of its fixture file. */
import { after, describe, it } from "mocha";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { REQUESTS } from "../../server/lsp/handlers.ts";
import { answerTo, type Case, casesOf, fixtureFile, printCases } from "./answers.ts";

const UPDATES = process.env["UPDATE"] === "1";

for (const method of Object.keys(REQUESTS)) {
  describe(method, () => {
    const cases = casesOf(method);
    const answered: Case[] = [];

    it("has cases", () => assert.notEqual(cases.length, 0, fixtureFile(method).pathname));

    for (const each of cases) {
      it(each.name, async () => {
        const answer = await answerTo(method, each);
        answered.push({ ...each, answer });
        if (!UPDATES) assert.equal(answer, each.answer);
      });
    }

    after(() => {
      if (UPDATES && cases.length > 0 && answered.length === cases.length)
        writeFileSync(fixtureFile(method), printCases(answered));
    });
  });
}
