/** Modules of a run that wait for each other: when nothing can go on any more the run says so, and not before. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const imports = 'import { parent, spawn } from "ambit:modules";';
const MESSAGE = "const { value } = await parent()![Symbol.asyncIterator]().next();";
const CHILDREN = {
  "/listens.ts": moduleText({}, `${MESSAGE} return value;`, imports),
  "/calls.ts": `${moduleText({}, "", imports)}\nexport async function answer() { ${MESSAGE} return value; }`,
  "/waits-late.ts": moduleText(
    {},
    `await new Promise((done) => setTimeout(done, 300)); ${MESSAGE} return value;`,
    imports,
  ),
  "/slow.ts": moduleText(
    { limits: { "message/bytes": { rate: "400B/s", burst: "100B" } } },
    'await parent()!.send("x".repeat(150)); return 1;',
    imports,
  ),
  "/stuck.ts": moduleText({}, "await new Promise(() => {})", imports),
  "/middle.ts": moduleText(
    { permissions: { modules: { spawn: ["/*.ts"] } } },
    'return await (await spawn("/listens.ts")).result;',
    imports,
  ),
};

describe("modules that wait for each other", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject(CHILDREN);
  });
  after(() => project[Symbol.asyncDispose]());

  const run = (body: string) =>
    project.runBody(body, {
      manifest: { permissions: { modules: { spawn: ["/*.ts"] } }, limits: { "execution/total-time": "5s" } },
      imports,
    });

  const ENDLESS = [
    [
      "a result and a message",
      'return await (await spawn("/listens.ts")).result',
      '"/listens.ts" for a message of "/main.ts"',
    ],
    [
      "a call and a message",
      'return await (await spawn("/calls.ts", { stay: true })).call("answer")',
      '"/main.ts" for a call of "/calls.ts", "/calls.ts" for a message of "/main.ts"',
    ],
    [
      "messages of both",
      'for await (const each of (await spawn("/listens.ts")).port) void each',
      '"/main.ts" for a message of "/listens.ts"',
    ],
    [
      "a message, after some time",
      'return await (await spawn("/waits-late.ts")).result',
      '"/waits-late.ts" for a message of "/main.ts"',
    ],
    [
      "what a grandchild waits for",
      'return await (await spawn("/middle.ts")).result',
      '"/listens.ts" for a message of "/middle.ts"',
    ],
    [
      "nothing, beside a child that stays",
      'await spawn("/calls.ts", { stay: true }); await new Promise(() => {})',
      "waits for a promise",
    ],
  ] as const;
  for (const [title, body, cause] of ENDLESS)
    it(`end when it is for ${title}`, async () => {
      const { outcome } = await run(body);
      assert.equal(outcome.kind, "exception", JSON.stringify(outcome));
      assert.ok(outcome.cause?.message.includes(cause), outcome.cause?.message);
    });

  const GOING_ON = [
    [
      "a timer is set",
      'const child = await spawn("/listens.ts"); setTimeout(() => child.port.send(7), 400); return await child.result',
      7,
    ],
    [
      "a message waits for its tokens",
      'const child = await spawn("/slow.ts"); for await (const each of child.port) return each.length',
      150,
    ],
    [
      "a child has a time after which it is ended",
      'return await (await spawn("/listens.ts", { timeout: 700 })).result.catch((error) => /700 ms/.test(error.message))',
      true,
    ],
    [
      "a child has a total time of its own",
      `const child = await spawn("/listens.ts", { limits: { "execution/total-time": "700ms" } });
      return await child.result.catch((error) => /total-time/.test(error.message))`,
      true,
    ],
    [
      "a child is called that has a total time of its own",
      `const child = await spawn("/calls.ts", { stay: true, limits: { "execution/total-time": "700ms" } });
      return await child.call("answer").catch((error) => /total-time/.test(error.message))`,
      true,
    ],
  ] as const;
  for (const [title, body, expected] of GOING_ON)
    it(`go on while ${title}`, async () => {
      const { result, error } = await run(body);
      assert.equal(result, expected, error);
    });

  const CAUGHT = [
    ["waits for nothing", 'await (await spawn("/stuck.ts")).result', "waits for a promise"],
    [
      "wants a message first",
      'await (await spawn("/listens.ts")).result',
      '"/main.ts" for the result of "/listens.ts"',
    ],
    [
      "wants a message to answer a call",
      'await (await spawn("/calls.ts", { stay: true })).call("answer")',
      '"/main.ts" for a call of "/calls.ts"',
    ],
    [
      "is one of two",
      'await Promise.all([spawn("/calls.ts", { stay: true }), (await spawn("/listens.ts")).result])',
      '"/listens.ts" for a message of "/main.ts"',
    ],
  ] as const;
  for (const [title, body, cause] of CAUGHT)
    it(`go on when they catch how a child ended that ${title}`, async () => {
      const { result, error } = await run(`try { ${body} } catch (error) { return error.message }`);
      assert.ok(String(result).includes(cause), `${String(result)} ${error}`);
    });

  it("go on when a child catches how a child of its own ended", async () => {
    project.write(
      "/catches.ts",
      moduleText(
        { permissions: { modules: { spawn: ["/*.ts"] } } },
        'return await (await spawn("/listens.ts")).result.catch(() => "caught")',
        imports,
      ),
    );
    const { result, error } = await run('return await (await spawn("/catches.ts")).result');
    assert.equal(result, "caught", error);
  });

  it("go on while their host may call", async () => {
    project.write("/stays.ts", `${moduleText({}, "")}\nexport const add = (a: number, b: number) => a + b;`);
    const stays = await project.runtime.start("/stays.ts", { stay: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(await stays.call("add", [1, 2]), 3);
    await stays.finish();
  });
});
