/** Messages between modules and their children, and calls of children that stay. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const IMPORTS = 'import { parent, spawn } from "ambit:modules"; import { signal } from "ambit:context";';
const SPAWNS = { permissions: { modules: { spawn: ["/*.ts"] } } };
const CHILDREN = {
  // Sends back what it gets, and at the end how many they were.
  "/echo.ts": `let count = 0; for await (const message of parent()) { count++; await parent().send(message); } return count;`,
  "/counts.ts": `let count = 0; for await (const _ of parent()) count++; return count;`,
  "/flood.ts": `for (let i = 0; ; i++) parent().send(i); `,
  "/patient.ts": `for (let i = 0; i < args.n; i++) await parent().send({ i, text: "x".repeat(args.size) }); return "sent"`,
  "/silent.ts": `await new Promise((r) => setTimeout(r, 60_000))`,
  "/brief.ts": `await parent().send("one"); parent().send("two"); return 3`,
  "/orphan.ts": `return parent() === undefined`,
};

describe("ports of ambit:modules", function () {
  this.timeout(60_000);
  let project: Project;
  before(async () => {
    const texts = Object.entries(CHILDREN).map(([path, body]) => [path, moduleText({}, body, IMPORTS)]);
    project = await makeProject({
      ...Object.fromEntries(texts),
      "/staying.ts": `${IMPORTS}
        export const manifest = { parameters: { by: { type: "number" } } };
        let sum = 0;
        export default ({ by }) => (sum += by);
        export const add = (a, b) => a + b;
        export const fail = () => { throw new RangeError("too far"); };
        export const wait = () => new Promise((r) => { const s = signal(); s.addEventListener("abort", () => { sum = -1; r(0); }); });
        export const sumNow = () => sum;`,
    });
  });
  after(() => project[Symbol.asyncDispose]());

  /** What a parent gives with this body. */
  async function run(body: string, manifest: object = SPAWNS) {
    project.write("/main.ts", moduleText(manifest, body, IMPORTS));
    return await project.run("/main.ts", { skipCheck: true });
  }

  it("deliver what was sent before the end, also what waits for tokens", async () => {
    const manifest = { ...SPAWNS, limits: { "message/bytes": "2kB/s" } };
    const { result, outcome } = await run(
      `const child = await spawn("./counts.ts");
       for (let i = 0; i < 5; i++) child.port.send("x".repeat(600));
       child.port.close();
       return await child.result;`,
      manifest,
    );
    assert.deepEqual([outcome.cause?.message, result], [undefined, 5]);
  });

  it("carry values both ways, in order, as structured clone copies them", async () => {
    const { result, outcome } = await run(`
      const child = await spawn("./echo.ts");
      const back = child.port[Symbol.asyncIterator]();
      const cyclic: any = { list: [1, , 3] }; cyclic.self = cyclic;
      const buffer = new Uint8Array([1, 2, 3, 4]);
      const sent = [undefined, null, -0, 10n ** 30n, "\\ud83d\\ude00", new Date(5), /a+/gi, new Map<any, any>([["k", new Set([1])]]),
        new RangeError("far"), new Float64Array([1.5, NaN]), [buffer.subarray(1, 2), buffer], cyclic];
      const all = Promise.all(sent.map((each) => child.port.send(each)));
      const got: any[] = [];
      for (let i = 0; i < sent.length; i++) got.push((await back.next()).value);
      await all;
      child.port.close();
      const [none, nil, zero, big, text, date, expression, map, error, floats, views, object] = got;
      return [none === undefined, nil, Object.is(zero, -0), big === 10n ** 30n, text, date.getTime(), String(expression),
        map.get("k").has(1), error instanceof RangeError && error.message, [...floats].map(String), views[0].buffer === views[1].buffer,
        object.self === object && !(1 in object.list), await child.result, (await back.next()).done];`);
    assert.deepEqual(
      result,
      [true, null, true, true, "😀", 5, "/a+/gi", true, "far", ["1.5", "NaN"], true, true, 12, true],
      JSON.stringify(outcome),
    );
  });

  it("refuse what has no copy or is too long, and say what to do", async () => {
    const { result, outcome } = await run(`
      const child = await spawn("./echo.ts");
      const told = (value: any) => child.port.send(value).then(() => "sent", (e: any) => e.name + ": " + e.message);
      const all = [await told(() => 1), await told(new Proxy({}, {})), await told("x".repeat(17 * 2 ** 20)), await told("fine")];
      child.port.close();
      return [...all, await told("late"), await child.result];`);
    assert.equal(outcome.kind, "completed", JSON.stringify(outcome));
    const [fn, proxy, long, fine, late, count] = result as string[];
    assert.match(fn ?? "", /could not be cloned|cannot be cloned/);
    assert.match(proxy ?? "", /could not be cloned|cannot be cloned/);
    assert.match(
      long ?? "",
      /Cannot call send: the message has 178\d+ bytes, and at most 16777216 are taken; send it in parts/,
    );
    assert.equal(fine, "sent");
    assert.match(late ?? "", /send failed: the port was closed, or the other module has ended/);
    assert.equal(count, 1);
  });

  it("carry what is nested 1000 levels deep, whatever it consists of, and refuse what is deeper", async () => {
    const { result, outcome } = await run(`
      const child = await spawn("./echo.ts");
      const forms: ((inner: any) => any)[] = [(a) => ({ a }), (a) => [a], (a) => new Map([[1, a]]), (a) => new Map([[a, 1]]), (a) => new Set([a]),
        (cause) => new Error("", { cause }), (a) => [, , a]];
      const back = child.port[Symbol.asyncIterator]();
      const nested = (form: (inner: any) => any, levels: number) => { let all = {}; while (--levels > 0) all = form(all); return all; };
      const told: any[] = [];
      for (const form of forms) {
        told.push(await child.port.send(nested(form, 1001)).catch((e: any) => e.message));
        await child.port.send(nested(form, 1000));
        told.push(typeof (await back.next()).value);
      }
      const shared: any = { list: [] }; for (let i = 0; i < 2000; i++) shared.list.push({ shared, before: shared.list[i - 1] });
      await child.port.send(shared);
      told.push((await back.next()).value.list.length);
      child.port.close();
      return [told, await child.result];`);
    const refusal = "Cannot call send: the message is nested deeper than 1000 levels; send it in parts";
    const expected = [...Array.from({ length: 7 }, () => [refusal, "object"]).flat(), 2000];
    assert.deepEqual(result, [expected, 8], JSON.stringify(outcome));
  });

  it("leave buffers empty that are transferred", async () => {
    const { result } = await run(`
      const child = await spawn("./echo.ts");
      const buffer = new Uint8Array([1, 2, 3]).buffer;
      await child.port.send(buffer, { transfer: [buffer] });
      const again = await child.port.send(buffer, { transfer: [buffer] }).catch((e: any) => e.name);
      child.port.close();
      const { value } = await child.port[Symbol.asyncIterator]().next();
      return [buffer.byteLength, [...new Uint8Array(value)], again, await child.result];`);
    assert.deepEqual(result, [0, [1, 2, 3], "DataCloneError", 1]);
  });

  it("deliver what a child sent before it ended, and then end", async () => {
    const { result } = await run(`
      const child = await spawn("./brief.ts");
      const got = [await child.result];
      for await (const message of child.port) got.push(message);
      return [...got, await child.port.send(1).then(() => "sent", (e: any) => e.message)];`);
    assert.deepEqual((result as unknown[]).slice(0, 3), [3, "one", "two"]);
    assert.match(String((result as unknown[])[3]), /the other module has ended/);
  });

  it("let a side that is ahead wait for the other", async () => {
    const { result } = await run(`
      const child = await spawn("./patient.ts", { args: { n: 2000, size: 20_000 } });
      let done = false;
      child.result.then(() => (done = true));
      await new Promise((r) => setTimeout(r, 300));
      const early = done;
      let next = 0;
      for await (const { i, text } of child.port) if (i !== next++ || text.length !== 20_000) throw new Error("order");
      return [early, next, await child.result];`);
    assert.deepEqual(result, [false, 2000, "sent"]);
  });

  it("keep a module that floods its parent from starving it, and others", async () => {
    const { result } = await run(
      `
      const children = await Promise.all([spawn("./flood.ts", { limits: { "execution/cpu-time": "2s", "memory/heap": "40MB" } }), spawn("./echo.ts")]);
      const [flood, echo] = children;
      let beats = 0;
      const timer = setInterval(() => beats++, 20);
      const back = echo.port[Symbol.asyncIterator]();
      let answered = 0;
      flood.result.catch(() => {});
      for (let i = 0; i < 20; i++) { await echo.port.send(i); if ((await back.next()).value === i) answered++; }
      let got = 0;
      for await (const message of flood.port) if (message === got) got++;
      clearInterval(timer);
      echo.port.close();
      return [answered, got > 0, beats > 0, await flood.result.catch((e: any) => e.data.outcome)];`,
    );
    const [answered, got, beats, end] = result as unknown[];
    assert.deepEqual([answered, got, beats], [20, true, true]);
    assert.equal(end, "limit-exceeded");
  });

  it("take their bytes from the sender's limit", async () => {
    const { result } = await run(`
      const child = await spawn("./patient.ts", { args: { n: 3, size: 20_000 }, limits: { "message/bytes": "20kB/s" } });
      const started = performance.now();
      let count = 0;
      for await (const _ of child.port) count++;
      return [count, performance.now() - started > 1500];`);
    assert.deepEqual(result, [3, true]);
  });

  it("are not there for a module that nobody has spawned", async () => {
    assert.equal((await project.run("/orphan.ts", { skipCheck: true })).result, true);
  });

  it("end with a child that is cancelled", async () => {
    const { result } = await run(`
      const child = await spawn("./silent.ts");
      const reading = (async () => { for await (const _ of child.port); return "ended"; })();
      await child.cancel("enough");
      return [await reading, await child.result.catch((e: any) => e.data.outcome)];`);
    assert.deepEqual(result, ["ended", "cancelled"]);
  });

  it("leave a child to its entry that is asked to finish and does not stay, and fail calls whose arguments are no JSON", async () => {
    const { result } = await run(`
      const child = await spawn("./patient.ts", { args: { n: 3, size: 1 } });
      await child.finish();
      const wrong = { toJSON() { throw new RangeError("no") } };
      const staying = await spawn("./staying.ts", { stay: true });
      const told = await staying.call("add", [wrong]).catch((e: any) => e.message);
      return [await child.result, told, await staying.call("add", [1, 2])];`);
    assert.deepEqual(result, ["sent", "no", 3]);
  });

  it("do without: exports of a child that stays can be called", async () => {
    const { result, outcome } = await run(`
      const child = await spawn("./staying.ts", { stay: true });
      const told = (call: Promise<unknown>) => call.catch((e: any) => e.name + ": " + e.message);
      const sums = [await child.call("add", [2, 3]), await child.call("default", [{ by: 4 }]), await child.call("default", [{ by: 1 }])];
      const gone = new AbortController();
      const waiting = told(child.call("wait", [], { signal: gone.signal }));
      await child.call("add", [1, 1]);
      gone.abort(new Error("no more"));
      const all = [...sums, await told(child.call("fail")), await told(child.call("default", [{ by: "x" }])), await waiting, await child.call("sumNow")];
      await child.finish();
      return [...all, await child.result, await told(child.call("add", [1, 1]))];`);
    assert.equal(outcome.kind, "completed", JSON.stringify(outcome));
    const [five, four, more, failed, unfit, waited, sum, end, late] = result as unknown[];
    assert.deepEqual([five, four, more, sum, end], [5, 4, 5, -1, null]);
    assert.match(String(failed), /The call of "fail" of "\/staying.ts" ended with exception: RangeError: too far/);
    assert.match(String(unfit), /do not fit its parameters/);
    assert.match(String(waited), /no more/);
    assert.match(String(late), /the module has finished/);
  });
});
