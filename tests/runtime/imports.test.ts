/** What `import()` gives when several are under way. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const LOG = 'import { log } from "./log.ts";';

describe("import() of several modules at once", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({
      "/log.ts": "export const log: string[] = [];",
      "/a.ts": `${LOG} import "./c.ts"; log.push("a");`,
      "/b.ts": `${LOG} import "./x.ts"; log.push("b");`,
      "/x.ts": `${LOG} import "./c.ts"; log.push("x");`,
      "/c.ts": `${LOG} import "./d.ts"; log.push("c");`,
      "/d.ts": `${LOG} import "./e.ts"; log.push("d");`,
      "/e.ts": `${LOG} log.push("e");`,
      "/main.ts": moduleText(
        {},
        'await Promise.all([import("./a.ts"), import("./b.ts"), import("./a.ts")]); return log;',
        LOG,
      ),
    });
  });
  after(() => project[Symbol.asyncDispose]());

  it("evaluates each of them, and what they share, once", async () => {
    const { outcome, result } = await project.run("/main.ts", { skipCheck: true });
    assert.equal(outcome.kind, "completed", outcome.cause?.message);
    assert.deepEqual((result as string[]).toSorted(), ["a", "b", "c", "d", "e", "x"]);
  });
});
