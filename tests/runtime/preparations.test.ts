/** Modules that a runtime prepares: the host has its turns meanwhile, and `close` ends what is under way. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { isAmbitError } from "../../runtime-core/index.ts";
import { makeProject, moduleText, type Project } from "./project.ts";

/** As many functions, each of which reads a file that nothing grants. */
function longModule(functions: number): string {
  const declarations = Array.from(
    { length: functions },
    (_, i) =>
      `export async function f${i}(name) { for (const part of name.split(",")) await readText("/a/" + part + ${i}); }`,
  );
  return moduleText({}, "return 1", `import { readText } from "ambit:fs";\n${declarations.join("\n")}`);
}

describe("preparations of a runtime", function () {
  this.timeout(60_000);
  let project: Project;
  before(async () => {
    project = await makeProject({ "/long.ts": longModule(1000), "/short.ts": moduleText({}, "return 1") });
  });
  after(() => project[Symbol.asyncDispose]());

  it("let the host do other work in the middle of a module", async () => {
    let turns = 0;
    const counting = setInterval(() => (turns += 1));
    const { diagnostics } = await project.runtime.prepare("/long.ts");
    clearInterval(counting);
    assert.ok(diagnostics.length >= 1000, `${diagnostics.length} findings`);
    assert.ok(turns > 3, `${turns} turns`);
  });

  it("follow each other", async () => {
    const ends: string[] = [];
    const prepare = async (path: string): Promise<void> => {
      await project.runtime.prepare(path);
      ends.push(path);
    };
    project.write("/long.ts", longModule(1001));
    await Promise.all(["/long.ts", "/short.ts"].map(prepare));
    assert.deepEqual(ends, ["/long.ts", "/short.ts"]);
  });

  it("end with the runtime", async () => {
    const other = await makeProject({ "/long.ts": longModule(1000) });
    const starting = [other.runtime.start("/long.ts"), other.runtime.start("/long.ts")];
    setImmediate(() => void other[Symbol.asyncDispose]());
    for (const { reason } of (await Promise.allSettled(starting)) as PromiseRejectedResult[])
      assert.ok(isAmbitError(reason, "context/cancelled"), String(reason));
  });
});
