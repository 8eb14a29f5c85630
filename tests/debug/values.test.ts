import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { after, before, describe, it } from "mocha";
import { fixture, launchOf, Session } from "./debug-client.ts";

/** A text of 20,000 characters. */
const COME = `"${"a".repeat(1000)}…" (20000 characters)`;

/** All in one session; those that change something come last. */
describe("values", function () {
  // Each session starts two processes.
  this.timeout(60_000);
  let session: Session;
  before(async () => {
    session = await Session.start({
      launch: launchOf("values.ts"),
      breakpoints: [{ file: fixture("values.ts"), line: 40 }],
    });
    assert.equal(await session.stopText(), "breakpoint main values.ts:40");
  });
  after(async () => await session[Symbol.asyncDispose]());

  it("are in the scopes of V8, with Limits and Permissions below", async () => {
    const [top] = await session.stack();
    const { scopes } = (await session.client.scopesRequest({ frameId: top?.id ?? 0 })).body;
    assert.deepEqual(
      scopes.map((scope) => scope.name),
      ["Local", "Module", "Global", "Limits", "Permissions", "Host calls"],
    );
    const module = await session.scope("Module");
    assert.equal(module.get("counter")?.value, "5");
    assert.match(module.get("Account")?.value ?? "", /^class Account/);
  });

  it("are told in a line", async () => {
    const local = await session.scope("Local");
    const texts = Object.fromEntries([...local].map(([name, variable]) => [name, variable.value]));
    assert.deepEqual(texts, {
      account: 'Account {#balance: 12, owner: "Ada"}',
      map: 'Map(2) {"one" => 1, "two" => 2}',
      set: 'Set(2) {"a", "b"}',
      many: texts["many"],
      bytes: "Uint8Array(3) [1, 2, 3]",
      settled: 'Promise {[[PromiseState]]: "fulfilled", [[PromiseResult]]: 42}',
      proxy: texts["proxy"],
      when: texts["when"],
      nested: "{list: Array(4), deep: Object}",
      big: "12345678901234567890n",
      keep: "ƒ ()",
      lazy: "{now: (…)}",
      text: '"before"',
    });
    assert.match(texts["many"] ?? "", /^\(1000\) \[0, 2, 4, /);
    assert.match(texts["proxy"] ?? "", /^Proxy/);
  });

  it("open to their properties, private ones and slots too; getters run when they are opened", async () => {
    const local = await session.scope("Local");
    const open = async (name: string): Promise<Map<string, { value: string; variablesReference: number }>> =>
      await session.open(local.get(name)?.variablesReference ?? 0);
    const account = await open("account");
    assert.equal(account.get("owner")?.value, '"Ada"');
    assert.equal(account.get("#balance")?.value, "12");
    const list = await session.open((await open("nested")).get("list")?.variablesReference ?? 0);
    assert.deepEqual(
      [...list.values()].map(({ value }) => value),
      ["1", '"two"', "null", "undefined", "4"],
    );
    const entries = await session.open((await open("map")).get("[[Entries]]")?.variablesReference ?? 0);
    assert.equal(entries.get("0")?.value, '{"one" => 1}');
    assert.equal((await open("settled")).get("[[PromiseResult]]")?.value, "42");
    assert.equal((await open("proxy")).has("[[Target]]"), true);
    const getter = (await open("lazy")).get("now");
    assert.equal(getter?.value, "(…)");
    assert.equal((await session.open(getter?.variablesReference ?? 0)).get("now")?.value, "50");
  });

  it("page through long arrays", async () => {
    const many = (await session.scope("Local")).get("many");
    assert(many !== undefined);
    assert.equal(many.indexedVariables, 1000);
    const variablesReference = many.variablesReference;
    const page = (
      await session.client.variablesRequest({ variablesReference, filter: "indexed", start: 500, count: 3 })
    ).body.variables;
    assert.deepEqual(
      page.map(({ name, value }) => `${name}=${value}`),
      ["500=1000", "501=1002", "502=1004"],
    );
    const named = (await session.client.variablesRequest({ variablesReference, filter: "named" })).body.variables;
    assert.deepEqual(
      named.map(({ name }) => name),
      ["length"],
    );
  });

  it("show limits and permissions as they are", async () => {
    const limits = await session.scope("Limits");
    assert.equal(limits.get("http/request")?.value, "7 of 7 left (7/s)");
    assert.match(limits.get("execution/cpu-time")?.value ?? "", /^2\d{3}(\.\d+)? ms of 3000 ms left$/);
    const readings = await session.open(limits.get("http/request")?.variablesReference ?? 0);
    assert.equal(readings.get("capacity")?.value, "7");
    assert.equal(readings.get("declared by")?.value, "this module");
  });

  it("of arrays say where nothing is", async () => {
    assert.equal((await valueOf("[1, , 3]")).result, "(3) [1, empty, 3]");
    assert.equal((await valueOf("[, , 1, ...[2], , , ]")).result, "(6) [empty × 2, 1, 2, empty × 2]");
    assert.equal((await valueOf("Array(3)")).result, "(3) [empty × 3]");
    assert.equal((await valueOf("[1]")).result, "(1) [1]");
  });

  it("are evaluated: without side effects in a hover, with them when typed", async () => {
    assert.equal(await session.evaluate("account.balance * 2", "hover"), "24");
    await assert.rejects(session.evaluate("account.add(1)", "hover"), /side-effect/);
    assert.equal(await session.evaluate("account.add(1), account.balance", "repl"), "13");
    await assert.rejects(session.evaluate("account.broken", "watch"), /TypeError: no such thing/);
    await assert.rejects(session.evaluate("for (;;);", "watch"), /terminated/);
    assert.equal(await session.evaluate("text"), '"before"');
    assert.equal(await session.evaluate("account.add(-1)", "repl"), "undefined");
    assert.equal(await session.evaluate("await Promise.resolve(2)", "repl"), "2");
    await assert.rejects(session.evaluate("await Promise.resolve(2) + 1", "repl"), /await can not be used/);
    assert.equal(await session.evaluate("var came = await Promise.resolve('a'.repeat(20000))", "repl"), COME);
    assert.equal(await session.evaluate("const [one, two] = await [came.length, 3], three = await 4", "repl"), "4");
    assert.equal(await session.evaluate("one + two + three", "repl"), "20007");
    await assert.rejects(session.evaluate("let came = await Promise.reject(5)", "repl"), /5/);
    await assert.rejects(session.evaluate("let came = await new Promise(() => {})", "repl"), /is pending/);
    assert.equal(await session.evaluate("came.length, Object.getOwnPropertySymbols(globalThis).length"), "0");
    await session.evaluate(
      "delete globalThis.came, delete globalThis.one, delete globalThis.two, delete globalThis.three",
      "repl",
    );
    assert.equal(await session.evaluate("let one = 1, two = one + 1", "repl"), "2");
    assert.equal(await session.evaluate("[one, two]"), "(2) [1, 2]");
    await session.evaluate("const { deep: { on }, ...others } = nested, [first] = others.list", "repl");
    assert.equal(await session.evaluate("[on, others.list.length, first].join()"), '"true,4,1"');
    await session.evaluate(
      "for (const name of ['one', 'two', 'on', 'others', 'first']) delete globalThis[name]",
      "repl",
    );
  });

  it("are offered where an expression is typed", async () => {
    const [top] = await session.stack();
    const labels = async (text: string, column = text.length + 1): Promise<string[]> => {
      const answer = await session.client.customRequest("completions", { text, column, frameId: top?.id });
      const { targets } = answer.body as { targets: { label: string; start: number; length: number }[] };
      for (const { start, length } of targets) assert.equal(start + length, column);
      return targets.map(({ label }) => label);
    };
    assert.deepEqual(await labels("acc"), ["account", "Account"]);
    assert.deepEqual(await labels("1 + count"), ["counter", "CountQueuingStrategy"]);
    assert((await labels("Arr")).includes("Array"));
    const members = await labels("account.");
    for (const name of ["owner", "#balance", "balance", "add", "hasOwnProperty"]) assert(members.includes(name), name);
    assert.deepEqual(await labels("nested.deep.o + 1", 14), ["on"]);
    assert.deepEqual(await labels("nested?.li"), ["list"]);
    assert((await labels("text.to")).includes("toUpperCase"));
    assert.deepEqual(await labels("account.broken."), []);
    assert.deepEqual(await labels("account.add(1)."), []);
    assert.equal(await session.evaluate("account.balance"), "12");
  });

  /** What an expression gives, as the client shows it. */
  async function valueOf(expression: string): Promise<DebugProtocol.EvaluateResponse["body"]> {
    const [top] = await session.stack();
    return (await session.client.evaluateRequest({ expression, frameId: top?.id ?? 0, context: "watch" })).body;
  }

  it("are copied as text that can be pasted", async () => {
    const copied = async (expression: string): Promise<unknown> =>
      JSON.parse(await session.evaluate(expression, "clipboard")) as unknown;
    assert.deepEqual(await copied("({ bytes, map, big: 7n, none: undefined })"), {
      bytes: [1, 2, 3],
      map: [
        ["one", 1],
        ["two", 2],
      ],
      big: "7n",
    });
    const circular = "(() => { const a = { b: { twice: 1 } }; a.b.up = a; a.again = a.b; return [a, a.b]; })()";
    const b = { twice: 1, up: "[Circular]" };
    assert.deepEqual(await copied(circular), [
      { b, again: b },
      { twice: 1, up: { b: "[Circular]", again: "[Circular]" } },
    ]);
  });

  it("of an own property __proto__ are told like others, and only those", async () => {
    for (const others of [1, 300]) {
      const made = `JSON.parse('{' + Array.from({ length: ${others} }, (_, at) => '"p' + at + '": 0,').join("") + '"__proto__": {"is": 5}}')`;
      const opened = await session.open((await valueOf(made)).variablesReference);
      const own = await session.open(opened.get("__proto__")?.variablesReference ?? 0);
      assert.equal(own.get("is")?.value, "5");
    }
    for (const made of ["({ a: 1 })", "[1]", "new (class A { b = 1 })()", "Object.create({ c: 1 })", "new Error()"])
      assert(!(await session.open((await valueOf(made)).variablesReference)).has("__proto__"), made);
  });

  it("of large objects are told in full only for the first, and all open", async () => {
    const made =
      "Object.fromEntries(Array.from({ length: 300 }, (_, at) => ['p' + at, at % 7 === 1 ? odd[at % 5] : { at }]))";
    await session.evaluate("globalThis.odd = ['text', -0, [1, 2], null, () => 5]", "repl");
    const large = await session.open((await valueOf(made)).variablesReference);
    assert.deepEqual(
      ["p0", "p1", "p99", "p100", "p295", "p106", "p127", "p113", "p134", "p299"].map((name) => large.get(name)?.value),
      ["{at: 0}", "-0", "ƒ ()", "{…}", '"text"', "-0", "[…]", "null", "ƒ ()", "{…}"],
    );
    const last = await session.open(large.get("p299")?.variablesReference ?? 0);
    assert.equal(last.get("at")?.value, "299");
    const list = await session.open(large.get("p127")?.variablesReference ?? 0);
    assert.deepEqual([...list.keys()], ["0", "1", "length"]);
    const { variablesReference } = large.get("p299") ?? assert.fail();
    await session.client.setVariableRequest({ variablesReference, name: "at", value: "7" });
    assert.equal((await session.open(variablesReference)).get("at")?.value, "7");
    await session.evaluate("delete globalThis.odd", "repl");
  });

  it("are set and opened while other requests are in flight, each in its own object", async () => {
    const made = `(() => {
      const trap = { getPrototypeOf() { globalThis.trapped = true; throw new Error("trapped"); } };
      return [1, 2, 3].map((of) => {
        const entries = Array.from({ length: 300 }, (_, at) => ["p" + at, at]);
        return Object.setPrototypeOf({ ...Object.fromEntries(entries), get of() { return of; } }, new Proxy({}, trap));
      });
    })()`;
    const { variablesReference: list } = await valueOf(made);
    const objects = [...(await session.open(list)).values()].slice(0, 3).map((each) => each.variablesReference);
    const answers = await Promise.all(
      objects.flatMap((variablesReference, at) => [
        session.client.setVariableRequest({ variablesReference, name: "p299", value: String(at) }),
        session.client.variablesRequest({ variablesReference }),
      ]),
    );
    const getters: Promise<string | undefined>[] = [];
    for (const { body } of answers) {
      if (!("variables" in body)) continue;
      const { variablesReference = 0 } = body.variables.find(({ name }) => name === "of") ?? {};
      getters.push(session.open(variablesReference).then((opened) => opened.get("of")?.value));
    }
    assert.deepEqual(await Promise.all(getters), ["1", "2", "3"]);
    const opened = await Promise.all(objects.map(async (each) => (await session.open(each)).get("p299")?.value));
    assert.deepEqual(opened, ["0", "1", "2"]);
    assert.equal(await session.evaluate("globalThis.trapped"), "undefined");
  });

  it("are read as memory where they are buffers", async () => {
    const read = async (expression: string, count: number, offset = 0): Promise<unknown> => {
      const { memoryReference = "" } = await valueOf(expression);
      const { body } = await session.client.customRequest("readMemory", { memoryReference, count, offset });
      const answer = body as NonNullable<DebugProtocol.ReadMemoryResponse["body"]>;
      return { ...answer, data: [...Buffer.from(answer.data ?? "", "base64")] };
    };
    const local = await session.scope("Local");
    const { memoryReference = "" } = local.get("bytes") ?? {};
    const { body } = await session.client.customRequest("readMemory", { memoryReference, count: 3 });
    assert.deepEqual(body, { address: "0x0", data: "AQID" });
    const words = "new Uint16Array([7, 1, 0xfffe]).subarray(1)";
    assert.deepEqual(await read(words, 9), { address: "0x0", data: [1, 0, 254, 255], unreadableBytes: 5 });
    assert.deepEqual(await read("new Uint8Array([1, 200, 3]).buffer", 1, 1), { address: "0x1", data: [200] });
    assert.deepEqual(await read("new DataView(new ArrayBuffer(2))", 2), { address: "0x0", data: [0, 0] });
    assert.deepEqual(await read("bytes", 4, 99), { address: "0x63", data: [], unreadableBytes: 4 });
    assert.equal((await valueOf("map")).memoryReference, undefined);
    await assert.rejects(
      session.client.customRequest("readMemory", { memoryReference: "none", count: 1 }),
      /no longer there/,
    );
  });

  it("are set as expressions", async () => {
    const [top] = await session.stack();
    const set = async (expression: string, value: string): Promise<string> => {
      const answer = await session.client.customRequest("setExpression", { expression, value, frameId: top?.id });
      return (answer.body as { value: string }).value;
    };
    assert.equal(await set("nested.list[0]", "7 + 1"), "8");
    assert.equal(await session.evaluate("nested.list[0]"), "8");
    assert.equal(await set("bytes[1]", "258"), "2");
    await assert.rejects(set("1", "2"), /SyntaxError/);
    await assert.rejects(set("nested.lost.deep", "2"), /TypeError/);
    await assert.rejects(set("notDeclared", "2"), /ReferenceError: notDeclared is not defined/);
  });

  it("can be set, in scopes and in objects", async () => {
    const [top] = await session.stack();
    const { scopes } = (await session.client.scopesRequest({ frameId: top?.id ?? 0 })).body;
    const reference = (name: string): number => scopes.find((scope) => scope.name === name)?.variablesReference ?? 0;
    const set = async (variablesReference: number, name: string, value: string): Promise<string> =>
      (await session.client.setVariableRequest({ variablesReference, name, value })).body.value;
    assert.equal(await set(reference("Local"), "text", '"after" + 1'), '"after1"');
    assert.equal(await set(reference("Module"), "counter", "40"), "40");
    const nested = (await session.scope("Local")).get("nested");
    assert.equal(await set(nested?.variablesReference ?? 0, "deep", "[1, 2]"), "(2) [1, 2]");
    assert.equal(await session.evaluate("text + counter + nested.deep.length"), '"after1402"');
    const local = await session.scope("Local");
    const account = local.get("account")?.variablesReference ?? 0;
    assert.equal(await set(account, "#balance", "99"), "99");
    assert.equal(await session.evaluate("account.balance + account.#balance"), "198");
    assert.deepEqual([...(await session.open(account)).keys()], ["owner", "#balance", "balance", "broken"]);
    await assert.rejects(set(account, "balance", "1"), /which has only a getter/);
    assert.equal(await set(local.get("bytes")?.variablesReference ?? 0, "1", "258"), "2");
    const map = local.get("map")?.variablesReference ?? 0;
    const marked = (await valueOf("(globalThis.marked = { [Symbol('mark')]: 1 })")).variablesReference;
    await assert.rejects(set(marked, "Symbol(mark)", "2"), /its name is a symbol; assign to it in the debug console/);
    assert.equal(await session.evaluate("Object.keys(globalThis.marked).length"), "0");
    await assert.rejects(set(map, "[[Entries]]", "1"), /it is shown, not held, here/);
    const entries = (await session.open(map)).get("[[Entries]]")?.variablesReference ?? 0;
    await assert.rejects(set(entries, "0", "1"), /it is shown, not held, here/);
    const entry = (await session.open(entries)).get("0")?.variablesReference ?? 0;
    await assert.rejects(set(entry, "value", "1"), /it is shown, not held, here/);
    await assert.rejects(set(reference("Limits"), "http/request", "9"), /Cannot set "http\/request": 9 has no unit/);
    await assert.rejects(set(reference("Local"), "text", "nothing.here"), /Cannot set "text": ReferenceError/);
    await session.continue();
    await session.exitCode();
    assert.match(session.output(), /"text":"after1","counter":41/);
  });
});
