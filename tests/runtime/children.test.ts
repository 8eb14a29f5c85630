/** What becomes of children: who spawned them, and what is kept of those that have ended. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const IMPORT = 'import { spawn } from "ambit:modules";';
const PERMISSIONS = { modules: { spawn: ["/*.ts"] } };

describe("children", function () {
  this.timeout(120_000);
  let project: Project;
  before(async () => {
    project = await makeProject({
      "/gives.ts": moduleText({ parameters: { size: { type: "number" } } }, 'return "x".repeat(args.size)'),
      "/stays.ts": moduleText({}, "return 1"),
      "/fails.ts": moduleText({}, 'throw new Error("no")'),
      "/fails-long.ts": moduleText(
        {},
        'setTimeout(() => { throw new Error("x".repeat(1e6)) }); await new Promise((r) => setTimeout(r, 9e4))',
      ),
      "/waits.ts": `${moduleText({}, "await new Promise((done) => setTimeout(done, 20_000))")}; export const quick = () => 1;`,
      "/talks.ts": moduleText(
        {},
        'await parent()!.send("first"); await parent()!.send("second"); return 1',
        'import { parent } from "ambit:modules";',
      ),
      "/bounded.ts": moduleText(
        { permissions: PERMISSIONS },
        'const child = await spawn("./stays.ts", { stay: true, limits: { "memory/heap": "16MB" } }); console.log(child.id); await new Promise((done) => setTimeout(done, 60_000))',
        IMPORT,
      ),
    });
  });
  after(() => project[Symbol.asyncDispose]());

  const run = (body: string, limits = {}) =>
    project.runBody(body, { manifest: { permissions: PERMISSIONS, limits }, imports: IMPORT });

  it("give large results one after the other, however many there are", async () => {
    const { result, error } = await run(
      `let sum = 0; for (let i = 0; i < 250; i++) sum += (await (await spawn("./gives.ts", { args: { size: 3_500_000 } })).result as string).length; return sum`,
    );
    assert.equal(result, 250 * 3_500_000, error);
  });

  it("keep a result until it is asked for, and how they ended", async () => {
    const { result, error } = await run(
      `const child = await spawn("./gives.ts", { args: { size: 3 } }); await child.finish();
       const failing = await spawn("./fails.ts"); await failing.finish();
       const said = (promise: Promise<unknown>) => promise.catch((error) => error.message);
       return [await child.result, await child.result, await said(child.call("x")), await said(failing.result), await said(failing.call("x")), await child.cancel()]`,
    );
    assert.equal(error, "");
    assert.deepEqual((result as unknown[]).slice(0, 2), ["xxx", "xxx"]);
    assert.match(String((result as unknown[])[2]), /"x" of "\/gives.ts"/);
    assert.match(String((result as unknown[])[3]), /The child "\/fails.ts" ended with exception: Error: no/);
    assert.match(String((result as unknown[])[4]), /"x" of "\/fails.ts"/);
  });

  it("that fail and nobody waits for take what is said of them from the output of their parent", async () => {
    const body = `for (let i = 0; i < 4; i++) await (await spawn("./fails-long.ts")).finish();`;
    const { lines } = await run(body);
    assert.equal(lines.length, 4);
    for (const line of lines) assert.match(line, /^.{0,60}ended with exception: Error: x{9000,10100}/);
    const bounded = await run(body, { "console/output": "1B/s" });
    assert.deepEqual(bounded.lines, [
      'Children that failed and nobody waited for, without room in "console/output" to say how: 4',
    ]);
  });

  it("keep to the time that they are given, of their calls when they stay", async () => {
    const { result, error } = await run(
      `const limits = { "execution/total-time": "150ms" };
       const child = await spawn("./waits.ts", { limits });
       const staying = await spawn("./waits.ts", { stay: true, limits });
       const ends = [await child.result.catch((error) => error.message)];
       await new Promise((done) => setTimeout(done, 300));
       ends.push(await staying.call("quick"), await staying.call("default", [{}]).catch((error) => error.message));
       return ends`,
    );
    assert.equal(error, "");
    const [child, quick, staying] = result as string[];
    assert.match(
      child ?? "",
      /ended with limit-exceeded: The limit "execution\/total-time" is exhausted: all of its 150ms/,
    );
    assert.equal(quick, 1);
    assert.match(staying ?? "", /The limit "execution\/total-time" is exhausted/);
  });

  it("forget results that nobody asks for when they are too many, the oldest first", async () => {
    const { result, error } = await run(
      `const children = []; for (let i = 0; i < 40; i++) { const child = await spawn("./gives.ts", { args: { size: 2_000_000 } }); await child.finish(); children.push(child) }
       return [(await children.at(-1).result).length, await children[0].result.catch((error) => error.message)]`,
    );
    assert.equal(error, "");
    assert.equal((result as unknown[])[0], 2_000_000);
    assert.match(String((result as unknown[])[1]), /it ended long ago and nobody asked for its result/);
  });

  it("have sent what is taken after their end", async () => {
    const { result, error } = await run(
      `const child = await spawn("./talks.ts"); await child.result; const got = []; for await (const message of child.port) got.push(message); return got`,
    );
    assert.deepEqual(result, ["first", "second"], error);
  });

  it("are told with the module that has spawned them, also when it bounds them", async () => {
    const run = await project.runtime.start("/bounded.ts", { skipCheck: true });
    const parents: unknown[] = [];
    for await (const event of run.events) {
      if (event.kind === "isolate" && event.state === "created") parents.push([event.isolate, event.parent]);
      if (parents.length === 2) break;
    }
    const { contexts } = await run.snapshot();
    run.cancel("enough");
    await run.report;
    assert.deepEqual(parents, [
      ["1", undefined],
      ["2", "1"],
    ]);
    assert.deepEqual(
      contexts.map(({ id, parent }) => [id, parent]),
      parents,
    );
  });
});
