import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import { type At, fixture, launchOf, Session } from "./debug-client.ts";
import { HttpServer } from "./http-server.ts";

const MAIN = fixture("main.ts");
const HEAD = `export const manifest = {};
function f(n: number): number { return n; }
export default async function main(): Promise<number> {
`;
type Step = "next" | "stepIn" | "stepOut";

/** Statements around which something waits: loops, blocks, generators. */
const AROUND = `export const manifest = {};
const tick = (): Promise<boolean> => new Promise((resolve) => setTimeout(() => resolve(true), 1));
async function* items(): AsyncGenerator<number> {
  let n = 1;
  yield n;
  n += 1;
  return tick();
}
async function inner(): Promise<number> {
  let n = 1;
  for await (const each of items()) {
    n += each;
  }
  {
    await using held = { [Symbol.asyncDispose]: async () => void (await tick()) };
    n += held ? 1 : 0;
  }
  do {
    n += 1;
  } while (n < 5 && (await tick()));
  for (; await tick(); ) {
    n += 1;
    break;
  }
  try {
    n += 1;
    throw new Error(String(n));
  } catch {
    n += 1;
  } finally {
    n += 1;
  }
  switch (n) {
    case 3:
      n += 1;
      break;
    default:
      n -= 1;
  }
  return n;
}
export default async function main(): Promise<number> {
  const n = await inner();
  return n;
}
`;
const AROUND_WALKED = [
  "for await (const each of items()) {",
  "for await (const each of items()) {",
  "for await (const each of items()) {",
  "n += each;",
  "for await (const each of items()) {",
  "await using held = { [Symbol.asyncDispose]: async () => void (await tick()) };",
  "n += held ? 1 : 0;",
  "n += 1;",
  "} while (n < 5 && (await tick()));",
  "n += 1;",
  "} while (n < 5 && (await tick()));",
  "for (; await tick(); ) {",
  "n += 1;",
  "break;",
  "n += 1;",
  "throw new Error(String(n));",
  "n += 1;",
  "n += 1;",
  "switch (n) {",
  "n -= 1;",
  "return n;",
  "return n;",
  "return n;",
];

/** Functions that are called or go on while the statement of another one waits. */
const BETWEEN = `export const manifest = {};
const tick = (): Promise<number> => new Promise((resolve) => setTimeout(() => resolve(1), 1));
const held = {
  get one(): number {
    return 1;
  },
};
async function* items(): AsyncGenerator<number> {
  try {
    yield 1;
    throw await tick();
  } catch {
    yield 2;
  }
}
export default async function main(): Promise<number> {
  let n = 0;
  n += [await tick(), held.one].length;
  class Named {
    static made = 1;
    [\`m\${await tick()}\`](): number {
      return n;
    }
  }
  n += Named.made;
  for await (const each of items()) {
    n += each;
  }
  return n;
}
`;

describe("steps", function () {
  // Each session starts two processes.
  this.timeout(60_000);
  let server: HttpServer;
  let folder: string;
  before(async () => void (server = await HttpServer.start()));
  after(() => server[Symbol.dispose]());
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "ambit-debug-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Stops at a line of main.ts, then takes steps and says where each ended. */
  async function walk(line: number, steps: readonly Step[]): Promise<string[]> {
    const launch = launchOf("main.ts", { url: server.url, mode: "short" });
    await using session = await Session.start({ launch, breakpoints: [{ file: MAIN, line }] });
    const places = [await session.stopText()];
    await session.client.setBreakpointsRequest({ source: { path: MAIN }, breakpoints: [] });
    for (const kind of steps) places.push(await session.step(kind));
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    return places.map((place) => place.replace(/^(?:step|breakpoint) /, ""));
  }

  it("goes over statements and over awaits of the host", async () => {
    assert.deepEqual(await walk(33, ["next", "next", "next", "next"]), [
      "main main.ts:33",
      "main main.ts:34",
      "main main.ts:35",
      "main main.ts:36",
      "main main.ts:37",
    ]);
  });

  it("goes into an asynchronous function, over its awaits, and on in its caller", async () => {
    assert.deepEqual(await walk(35, ["stepIn", "next", "next", "next"]), [
      "main main.ts:35",
      "load main.ts:20",
      "load main.ts:21",
      "load main.ts:22",
      "load main.ts:23",
    ]);
  });

  it("goes over what is into nothing: a call of the host is not stepped into", async () => {
    assert.deepEqual(await walk(21, ["stepIn", "stepIn"]), ["load main.ts:21", "load main.ts:22", "load main.ts:23"]);
  });

  it("goes out of a function that waits, to its caller after the await", async () => {
    assert.deepEqual(await walk(20, ["stepOut", "next"]), ["load main.ts:20", "main main.ts:36", "main main.ts:37"]);
  });

  it("tells a call of the same function from the one that is stepped", async () => {
    assert.deepEqual(await walk(37, ["stepIn", "next", "next", "stepOut"]), [
      "main main.ts:37",
      "walk main.ts:27",
      "walk main.ts:28",
      "walk main.ts:29",
      "main main.ts:38",
    ]);
  });

  /** Steps from the first statement of `work(2)`, among several calls of `work`, to each that follows. */
  async function stepsInSecond(file: string, text: string, count: number): Promise<void> {
    const program = path.join(folder, file);
    writeFileSync(program, text);
    const line = text.split("\n").indexOf("  let made = n;") + 1;
    const breakpoints = [{ file: program, line, condition: "n === 2" }];
    await using session = await Session.start({ launch: { program, root: folder }, breakpoints });
    await session.stop();
    for (let to = 1; to <= count; to++) {
      assert.equal(await session.step("next"), `step work ${file}:${line + to}`);
      assert.equal(await session.evaluate("n"), "2");
    }
  }

  it("stays in one of the calls that are awaited together", async () => {
    const text = `${HEAD}  const all = await Promise.all([work(1), work(2), work(3)]);
  return f(all.length);
}
async function work(n: number): Promise<number> {
  await null;
  let made = n;
  await new Promise((resolve) => setTimeout(resolve, n % 2));
  made += await Promise.resolve(1);
  await null;
  return made;
}
`;
    await stepsInSecond("together.ts", text, 4);
  });

  it("stays in a call that is awaited together with others from its start", async () => {
    const text = `${HEAD}  const all = await Promise.all([work(1), work(2), work(3)]);
  return f(all.length);
}
async function work(n: number): Promise<number> {
  let made = n;
  await new Promise((resolve) => setTimeout(resolve, n === 2 ? 30 : 1));
  made += 1;
  return made;
}
`;
    await stepsInSecond("begun.ts", text, 3);
  });

  it("goes from each statement to the next, also where what is around them waits", async () => {
    const program = path.join(folder, "around.ts");
    writeFileSync(program, AROUND);
    const lines = AROUND.split("\n");
    await using session = await Session.start({
      launch: { program, root: folder },
      breakpoints: [
        {
          file: program,
          line: lines.indexOf("  let n = 1;", lines.indexOf("async function inner(): Promise<number> {")) + 1,
        },
      ],
    });
    await session.stop();
    const walked: (string | undefined)[] = [];
    for (let n = 0; n < 23; n++) {
      const [, line] = /^step \w+ around\.ts:(\d+)$/.exec(await session.step("next")) ?? [];
      walked.push(lines[Number(line) - 1]?.trim());
    }
    assert.deepEqual(walked, AROUND_WALKED);
  });

  it("stays out of what is called or goes on while a statement waits", async () => {
    const program = path.join(folder, "between.ts");
    writeFileSync(program, BETWEEN);
    const lines = BETWEEN.split("\n");
    const line = (text: string): number => lines.indexOf(text) + 1;
    const [key, loop, body] = [
      "    [`m${await tick()}`](): number {",
      "  for await (const each of items()) {",
      "    n += each;",
    ];
    await using session = await Session.start({
      launch: { program, root: folder },
      breakpoints: [{ file: program, line: line("  n += [await tick(), held.one].length;") }],
    });
    await session.stop();
    const walked = new Set<string>();
    const inMain: string[] = [];
    while (!walked.has("return n;")) {
      const [, name = "", row] = /^step (\S+) between\.ts:(\d+)$/.exec(await session.step("next")) ?? [];
      const text = lines[Number(row) - 1]?.trim() ?? "";
      walked.add(text);
      inMain.push(name);
    }
    const told = [key, "  n += Named.made;", loop, body].map((each) => each.trim());
    assert.deepEqual(
      told.filter((each) => !walked.has(each)),
      [],
    );
    assert.deepEqual([...new Set(inMain)], ["main"]);
  });

  it("goes on from the end of what nobody awaits to what runs next", async () => {
    const program = path.join(folder, "turns.ts");
    const text = `${HEAD}  let n = 0;
  setTimeout(() => {
    n += 1;
  }, 1);
  void alone();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return n;
}
async function alone(): Promise<void> {
  f(1);
  await new Promise((resolve) => setTimeout(resolve, 10));
  f(2);
}
`;
    writeFileSync(program, text);
    const lines = text.split("\n");
    const line = (at: string): number => lines.indexOf(at) + 1;
    const breakpoints = [{ file: program, line: line("    n += 1;") }];
    await using session = await Session.start({ launch: { program, root: folder, stopOnEntry: true }, breakpoints });
    assert.equal(await session.stopText(), "entry (anonymous) turns.ts:1");
    assert.equal(await session.step("stepOut"), `breakpoint (anonymous) turns.ts:${line("    n += 1;")}`);
    const walked = ["  }, 1);", "  f(2);", "}", "  return n;", "  return n;"].map((at) => lines.lastIndexOf(at) + 1);
    for (const at of walked) assert.match(await session.step("next"), new RegExp(` turns\\.ts:${at}$`));
    await session.client.nextRequest({ threadId: 1 });
    assert.equal(await session.exitCode(), 0);
  });

  it("goes out of what makes a promise to where it is awaited", async () => {
    const file = fixture("waits.ts");
    const walked = async (line: number, steps: readonly Step[]): Promise<string[]> => {
      const launch = launchOf("waits.ts", { mode: "steps" });
      await using session = await Session.start({ launch, breakpoints: [{ file, line }] });
      const places = [await session.stopText()];
      for (const kind of steps) places.push(await session.step(kind));
      return places.slice(1).map((place) => place.replace(/^step (?:\(anonymous\) )?/, ""));
    };
    const after = "oneAfterAnother waits.ts:36";
    assert.deepEqual(await walked(35, ["stepIn", "stepOut"]), ["later waits.ts:9", after]);
    assert.deepEqual(await walked(35, ["stepIn", "next", "next"]), ["later waits.ts:9", "later waits.ts:9", after]);
    assert.deepEqual(await walked(37, ["stepOut"]), ["oneAfterAnother waits.ts:39"]);
    assert.deepEqual(await walked(37, ["next", "next"]), ["second waits.ts:38", "oneAfterAnother waits.ts:39"]);
  });

  it("goes into the call of a statement that a person chooses", async () => {
    const file = fixture("calls.ts");
    const breakpoints = [28, 30, 31, 32].map((line) => ({ file, line }));
    await using session = await Session.start({ launch: launchOf("calls.ts"), breakpoints });
    const targets = async (): Promise<Map<string, number>> => {
      await session.stop();
      const [top] = await session.stack();
      const answer = await session.client.stepInTargetsRequest({ frameId: top?.id ?? 0 });
      return new Map(answer.body.targets.map(({ label, id, column }) => [`${label} ${column}`, id]));
    };
    const into = async (label: string): Promise<string> => {
      const asked = { threadId: 1, targetId: (await targets()).get(label) ?? 0 };
      await session.client.stepInRequest(asked);
      const place = await session.stopText();
      const [, caller] = await session.stack();
      await assert.rejects(session.client.stepInRequest(asked), /no longer there/);
      await session.continue();
      return `${place} from ${caller?.name}:${caller?.line}:${caller?.column}`;
    };
    assert.equal(await into("outer() 14"), "step outer calls.ts:11 from main:28:14");
    assert.equal(await into("inner() 20"), "step inner calls.ts:7 from main:28:20");
    assert.equal(await into("tools.thrice() 38"), "step thrice calls.ts:16 from main:28:38");
    assert.equal(await into("inner() 45"), "step inner calls.ts:7 from main:28:45");
    assert.equal(await into("outer() 30"), "step outer calls.ts:11 from main:30:30");
    assert.equal(await into("each() 17"), "step each each.ts:2 from main:31:17");
    const names = ["Uint8Array() 17", "new Uint8Array([1, 2, 3, 250]).subarray() 48"];
    assert.deepEqual([...(await targets()).keys()], names);
  });

  it("keeps breakpoints of the function that is stepped", async () => {
    const file = fixture("calls.ts");
    const breakpoints = [
      { file, line: 28 },
      { file, line: 30 },
    ];
    await using session = await Session.start({ launch: launchOf("calls.ts"), breakpoints });
    const hit = async (): Promise<unknown> => (await session.stop()).hitBreakpointIds;
    assert.deepEqual(await hit(), [1]);
    assert.equal(await session.step("next"), "step main calls.ts:27");
    await session.continue();
    assert.deepEqual(await hit(), [1]);
    assert.equal(await session.step("stepOut"), "breakpoint main calls.ts:28");
    await session.continue();
    assert.deepEqual(await hit(), [1]);
    await session.continue();
    assert.deepEqual(await hit(), [2]);
  });

  it("tells the breakpoints of several files apart", async () => {
    const [calls, each] = [fixture("calls.ts"), fixture("vendor/each.ts")];
    const breakpoints = [
      { file: calls, line: 32, logMessage: "third is {third}" },
      { file: each, line: 3 },
      { file: each, line: 4, logMessage: "sum is {sum}" },
      { file: calls, line: 36 },
    ];
    await using session = await Session.start({ launch: launchOf("calls.ts"), breakpoints });
    assert.equal(await session.stopText(), "breakpoint each each.ts:3");
    await session.setBreakpoints([{ file: each, line: 4, logMessage: "the sum is {sum}" }]);
    await session.continue();
    assert.equal(await session.stopText(), "breakpoint main calls.ts:36");
    assert.match(session.output("stdout"), /^the sum is 5\nthird is 5\n$/);
  });

  it("passes by files that are to be skipped", async () => {
    const file = fixture("calls.ts");
    const skipFiles = ["**/nothing/**", "./vendor/*.{js,ts}"];
    const breakpoints = [{ file, line: 31 }];
    const launch = launchOf("calls.ts", {}, { skipFiles });
    await using session = await Session.start({ launch, breakpoints, filters: ["all"] });
    await session.stop();
    assert.equal(await session.step("stepIn"), "step (anonymous) calls.ts:31");
    assert.deepEqual(
      (await session.stack()).map(({ name, source }) => [name, source?.presentationHint, source?.origin]),
      [
        ["(anonymous)", undefined, undefined],
        ["each", "deemphasize", "skipped by skipFiles"],
        ["main", undefined, undefined],
      ],
    );
    await session.setBreakpoints([{ file, line: 34 }]);
    await session.continue();
    assert.equal(await session.stopText(), "breakpoint main calls.ts:34");
    assert.equal(await session.step("stepIn"), "step main calls.ts:36");
  });

  it("goes over an await of the text that runs, when the file has changed since", async () => {
    const program = path.join(folder, "waits.ts");
    const text = readFileSync(fixture("waits.ts"), "utf8");
    writeFileSync(program, text);
    const launch = { program, root: folder, args: { mode: "after" } };
    const line = text.slice(0, text.indexOf("const first")).split("\n").length;
    await using session = await Session.start({ launch, breakpoints: [{ file: program, line }] });
    await session.stop();
    writeFileSync(program, `\n\n\n\n\n${text}`);
    assert.equal(await session.step("next"), `step oneAfterAnother waits.ts:${line + 1}`);
  });

  describe("behind an await in", () => {
    const file = fixture("flows.ts");
    const lines = readFileSync(file, "utf8").split("\n");
    const flows: readonly [what: string, from: string, to: readonly number[]][] = [
      ["branches", "if (await soon(n > 1)", [11, 14, 16, 18, 19, 23, 23, 76]],
      ["a loop that counts", "let sum = 0", [28, 28, 29, 28, 28, 29, 28, 28, 31]],
      ["loops over values", "for (const each of [1, 2]) sum", [31, 31, 31, 31, 31, 32]],
      ["loops with conditions", "while (await soon(sum < 4))", [32, 32, 33, 34, 33, 34, 35]],
      ["a loop that waits", "for await (const each of [soon(1)])", [35, 36, 35, 38, 38, 78]],
      ["what fails", "try {", [44, 49, 42, 44, 45, 47, 49, 42, 52, 52, 79]],
      ["callers that only pass it on", "return await soon(1)", [70]],
      ["a generator", "yield await soon(1)", [70, 70, 70, 70, 71]],
    ];
    for (const [what, from, to] of flows)
      it(what, async () => {
        const line = lines.findIndex((each) => each.includes(from)) + 1;
        await using session = await Session.start({ launch: launchOf("flows.ts", {}), breakpoints: [{ file, line }] });
        await session.stop();
        await session.client.setBreakpointsRequest({ source: { path: file }, breakpoints: [] });
        const walked = [];
        for (const _ of to) walked.push(Number((await session.step("next")).split(":")[1]));
        assert.deepEqual(walked, to);
      });

    it("a function with more statements than V8 tells of at once", async () => {
      const program = path.join(folder, "long.ts");
      const statements = Array.from({ length: 500 }, (_, i) => `  await Promise.resolve(${i});\n  n += f(${i});\n`);
      writeFileSync(program, `${HEAD}  let n = 0;\n${statements.join("")}  return n;\n}\n`);
      const launch = { program, root: folder };
      const breakpoints = [5, 501, 1001].map((line) => ({ file: program, line }));
      await using session = await Session.start({ launch, breakpoints });
      for (const { line } of breakpoints) {
        assert.equal(await session.stopText(), `breakpoint main long.ts:${line}`);
        assert.equal(await session.step("next"), `step main long.ts:${line + 1}`);
        assert.equal(await session.step("next"), `step main long.ts:${line + 2}`);
        await session.continue();
      }
      assert.equal(await session.exitCode(), 0);
    });
  });

  describe("with breakpoints on the way that do not stop", () => {
    const file = fixture("carried.ts");
    const lineOf = (text: string): number => {
      const all = readFileSync(file, "utf8");
      return all.slice(0, all.indexOf(text)).split("\n").length;
    };
    const inside = lineOf("return n + 1");
    const ways: readonly [what: string, breakpoints: readonly At[], functions: readonly object[]][] = [
      ["a log point", [{ file, line: inside, logMessage: "n is {n}" }], []],
      ["a hit condition", [{ file, line: inside, hitCondition: "> 9" }], []],
      ["a condition that throws", [{ file, line: inside, condition: "nothing.here" }], []],
      ["calls of the host", [], [{ name: "fs.read ./other/**" }]],
      ["a condition at calls of the host", [], [{ name: "exists", condition: "n > 9" }]],
    ];
    for (const [what, breakpoints, functions] of ways)
      it(`goes on past ${what}`, async () => {
        const begin = { file, line: lineOf("let sum") };
        await using session = await Session.start({
          launch: launchOf("carried.ts", { mode: "" }),
          breakpoints: [begin, ...breakpoints],
        });
        await session.stop();
        await session.client.customRequest("setFunctionBreakpoints", { breakpoints: functions });
        const line = async (kind: Step): Promise<string> => (await session.step(kind)).replace(/ carried\.ts:/, ":");
        assert.equal(await line("next"), `step sync:${begin.line + 1}`);
        assert.equal(await line("next"), `step sync:${begin.line + 2}`);
        assert.equal(await line("stepOut"), `step main:${lineOf("const second")}`);
        assert.equal(await line("next"), `step main:${lineOf("return first")}`);
        await session.continue();
        assert.equal(await session.exitCode(), 0);
      });

    it("goes out of a function and into one past them", async () => {
      const begin = { file, line: lineOf("void exists") };
      await using session = await Session.start({ launch: launchOf("carried.ts", { mode: "" }), breakpoints: [begin] });
      await session.stop();
      await session.client.customRequest("setFunctionBreakpoints", { breakpoints: [{ name: "fs.read ./other/**" }] });
      assert.equal(await session.step("stepIn"), `step inner carried.ts:${inside}`);
      assert.equal(await session.step("next"), `step inner carried.ts:${inside}`);
      assert.equal(await session.step("next"), `step sync carried.ts:${lineOf("sum += inner")}`);
      await session.continue();
      assert.equal(await session.stopText(), `breakpoint inner carried.ts:${begin.line}`);
      assert.equal(await session.step("stepOut"), `step sync carried.ts:${lineOf("sum += inner")}`);
    });
  });

  it("stops at each statement, also where breakpoints have come and gone since the stop", async () => {
    const program = path.join(folder, "zeros.ts");
    const zeros = "  let a = 0;\n  let b = 0;\n  let c = 0;\n";
    writeFileSync(
      program,
      `${HEAD}  await null;\n${zeros}  await null;\n${zeros.replaceAll("let ", "")}  return a + b + c;\n}\n`,
    );
    const at = (line: number): At => ({ file: program, line });
    const launch = { program, root: folder };
    for (const [before, after] of [[[at(4)]], [[at(5)], []], [[at(5), at(9)], [at(9)]], [[at(5)], [at(2)]]]) {
      const breakpoints = before ?? [];
      await using session = await Session.start({ launch, breakpoints });
      await session.stop();
      if (after !== undefined) {
        const asked = after.map(({ line }) => ({ line }));
        await session.client.setBreakpointsRequest({ source: { path: program }, breakpoints: asked });
      }
      for (let line = (breakpoints[0]?.line ?? 0) + 1; line <= 12; line++)
        assert.match(await session.step("next"), new RegExp(` main zeros\\.ts:${line}$`));
      await session.continue();
      assert.equal(await session.exitCode(), 0);
    }
  });

  it("goes on where breakpoints of its function come and go meanwhile", async () => {
    const program = path.join(folder, "slow.ts");
    const slow = `${HEAD}  return f(work());
}
function work(): number {
  let n = slow();
  n = 0;
  n = 1;
  return n;
}
function slow(): number {
  const end = Date.now() + 500;
  while (Date.now() < end) f(1);
  return 1;
}
`;
    writeFileSync(program, slow);
    const line = slow.split("\n").indexOf("  let n = slow();") + 1;
    for (const after of [[], [line, line + 3]]) {
      const launch = { program, root: folder };
      await using session = await Session.start({ launch, breakpoints: [{ file: program, line }] });
      await session.stop();
      await session.client.nextRequest({ threadId: 1 });
      const breakpoints = after.map((each) => ({ line: each }));
      await session.client.setBreakpointsRequest({ source: { path: program }, breakpoints });
      assert.equal(await session.stopText(), `step work slow.ts:${line + 1}`);
      assert.equal(await session.step("next"), `step work slow.ts:${line + 2}`);
    }
  });

  it("leaves nothing at which what is evaluated behind it stops, or the rest of the program", async () => {
    const program = path.join(folder, "loop.ts");
    const text = `${HEAD}  return (await add(3)) + (await add(4));
}
async function add(until: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < until; i++) {
    sum += f(i);
    sum += f(i);
  }
  globalThis.name = String(sum);
  await null;
  return sum;
}
`;
    writeFileSync(program, text);
    const line = text.split("\n").indexOf("    sum += f(i);") + 1;
    const launch = { program, root: folder, skipCheck: true };
    await using session = await Session.start({ launch, breakpoints: [{ file: program, line }] });
    assert.equal(await session.stopText(), `breakpoint add loop.ts:${line}`);
    await session.client.setBreakpointsRequest({ source: { path: program }, breakpoints: [] });
    assert.equal(await session.step("next"), `step add loop.ts:${line + 1}`);
    assert.equal(await session.evaluate("add(5), globalThis.name"), '"20"');
    assert.equal(await session.step("next"), `step add loop.ts:${line - 1}`);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    assert.equal(session.events.filter(({ event }) => event === "stopped").length, 3);
  });

  it("goes out of a function without awaits", async () => {
    const launch = launchOf("main.ts", { url: server.url, mode: "short" });
    await using session = await Session.start({ launch, breakpoints: [{ file: fixture("shapes.ts"), line: 4 }] });
    await session.stop();
    assert.equal(await session.step("stepOut"), "step (anonymous) main.ts:34");
  });
});
