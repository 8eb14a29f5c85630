/**
 * Every host function, in every way that a call of it can go: allowed, denied, exhausted, cancelled, aborted by its signal
 * where it takes one and by the end of its module, with wrong and with huge arguments. Made from the capability table, so that no function is without its cells.
 */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { WebSocketServer } from "ws";
import { CAPABILITIES, capability, type CapabilityName } from "../../../runtime-core/capabilities/table.ts";
import { isAmbitError, type Run, type RunReport } from "../../../runtime-core/index.ts";
import { knownLimit, type LimitName } from "../../../runtime-core/limits/known-limits.ts";
import { makeProject, type Project } from "../project.ts";
import { IMPORTS, type Row, ROWS } from "./rows.ts";

const NAMES = Object.keys(CAPABILITIES) as CapabilityName[];
/** What is there before each test, with what functions take away. */
const FILES = {
  "/m/a.txt": "hello",
  "/m/sub/b.txt": "b",
  "/m/child.ts": 'export const manifest = {}; export default () => "child";',
  "/m/waits.ts": "export const manifest = {}; export default () => new Promise((r) => setTimeout(r, 1e6));",
  ...Object.fromEntries([0, 1, 2].flatMap((i) => [`/m/old-${i}`, `/m/from-${i}`].map((path) => [path, ""]))),
};
const MOST_CHARACTERS_OF_A_MESSAGE = 2 ** 17;
/** What an error says that nobody meant to throw. */
const BLUNDER =
  /Cannot read propert|Cannot destructure|is not a function|is not iterable|undefined is not|The host failed/;

const SUPPORT = `
const readAll = (path: any) => new Response(fs.readStream(path)).text();
const writeAll = async (path: any, options?: any) => { await new Blob(["hello"]).stream().pipeTo(fs.writeStream(path, options)); };
const watchOnce = (...given: any[]) => (fs.watch as any)(...given).return();
const openOnce = (...given: any[]) => new (WebSocket as any)(...given).close();
const echo = (url: any) => new Promise((resolve, reject) => {
  const socket = new WebSocket(url);
  socket.onopen = () => socket.send("hello");
  socket.onmessage = (event) => { resolve(event.data); socket.close() };
  socket.onclose = (event) => reject(new Error("closed " + event.code));
});
const serveOnce = async (...given: any[]) => { await ((await (serve as any)(...given)) as any).close(); };
const armOnce = (...given: any[]) => clearTimeout((setTimeout as any)(...given));
const failure = (error: any) => ({ code: error?.code, name: error?.name, message: String(error?.message), data: error?.data });
const tried = async (call: () => unknown) => {
  try { return { value: (await call()) ?? null } } catch (error) { return { failure: failure(error) } }
};
const PROXY = new Proxy({}, { get() { throw new Error("a trap") } });
const WRONG: any[] = [undefined, null, 5, NaN, 7n, true, "", "\\0", "\\ud800", {}, [], [[]], Symbol("s"), () => {}, PROXY,
  Object.create(null), new Date(NaN), new Uint8Array(3), { toString: 5 }];
const nested = () => { let deep: any = []; for (let i = 0; i < 1e5; i++) deep = [deep]; return deep; };
const HUGE: (() => any)[] = [() => "x".repeat(2 ** 24), () => "é\\0".repeat(2 ** 20), () => "/..".repeat(2 ** 20), nested,
  () => new Array(1e6).fill(0), () => new Uint8Array(2 ** 22), () => Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [i, i]))];
`;

interface Tried {
  readonly value?: unknown;
  readonly failure?: {
    readonly code?: string;
    readonly name: string;
    readonly message: string;
    readonly data?: unknown;
  };
}

describe("every host function", function () {
  this.timeout(60_000);
  let project: Project;
  let server: Server;
  let port: number;
  before(async () => {
    server = createServer((request, response) => {
      if (request.url !== "/hang") request.resume().on("end", () => response.end("hello"));
    });
    const sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket) => socket.on("message", (given, binary) => socket.send(given, { binary })));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
    project = await makeProject(FILES, { secrets: { key: "what nobody sees" } });
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await project[Symbol.asyncDispose]();
  });

  /** Starts a module that stays and exports `expressions`, each as a function of `i`. */
  async function start(manifest: object, expressions: Readonly<Record<string, string>>): Promise<Run> {
    rmSync(join(project.root, "m"), { recursive: true });
    for (const [path, text] of Object.entries(FILES)) project.write(path, text);
    const exported = Object.entries(expressions).map(
      ([name, code]) => `export const ${name} = async (i: number): Promise<any> => ${code};`,
    );
    const text = [`export const manifest = ${JSON.stringify(manifest)};`, SUPPORT, ...exported].join("\n");
    project.write("/main.ts", `${IMPORTS}\n${text}`.replaceAll("PORT", String(port)));
    return await project.runtime.start("/main.ts", { stay: true, skipCheck: true, env: { NAME: "value" } });
  }

  async function finish(run: Run): Promise<RunReport> {
    const report = await run.finish();
    assert.equal(report.outcome.kind, "completed", JSON.stringify(report.outcome));
    return report;
  }

  it("has a row", () => assert.deepEqual(Object.keys(ROWS).toSorted(), NAMES.toSorted()));

  describe("allowed, with wrong and with huge arguments", () => {
    for (const name of NAMES) {
      const row = ROWS[name];
      it(name, async () => {
        const each = (values: string): string =>
          `{ const said: any[] = []; for (const given of ${values}) said.push(await tried(() => { const args: any[] = [${row.args.join(", ")}];
            args[i] = typeof given === "function" && ${values} === HUGE as any ? given() : given; return (${row.name} as any)(...args) })); return said.map(({ failure }) => failure ?? null); }`;
        const run = await start(
          { permissions: row.permissions ?? {}, limits: { "memory/heap": "300MB" } },
          {
            allowed: `tried(() => ${row.call})`,
            wrong: each("WRONG"),
            huge: each("HUGE"),
            abandoned: `void tried(() => ${row.call})`,
          },
        );
        assert.deepEqual(await run.call("allowed", [0]), { value: row.gives });
        for (let position = 0; position < Math.max(1, row.args.length); position++) {
          assertClean((await run.call("wrong", [position])) as Tried["failure"][]);
          assertClean((await run.call("huge", [position])) as Tried["failure"][]);
        }
        assert.deepEqual(await run.call("allowed", [1]), { value: row.gives });
        // The end of a module does not wait for calls that nobody waits for.
        await run.call("abandoned", [2]);
        const report = await finish(run);
        const asks = capability(name).needs.some((need) => need.resource.argument >= 0);
        assert.equal(
          report.permissions.some((use) => use.verdict === "allowed"),
          asks || name === "env/to-object",
        );
      });
    }
  });

  it("denied", async () => {
    const run = await start(
      {},
      Object.fromEntries(NAMES.map((name) => [exportOf(name), `tried(() => ${ROWS[name].call})`])),
    );
    const denied: string[] = [];
    for (const name of NAMES) {
      const { value, failure } = (await run.call(exportOf(name), [0])) as Tried;
      if (failure === undefined)
        assert.deepEqual(value, ROWS[name].permissions === undefined ? ROWS[name].gives : {}, name);
      else assert.deepEqual([failure.code, failure.name], ["permission/denied", "PermissionDeniedError"], name);
      if (failure !== undefined) denied.push(name);
    }
    const needing = NAMES.filter((name) => capability(name).needs.some((need) => need.resource.argument >= 0));
    assert.deepEqual(denied, needing);
    const uses = (await finish(run)).permissions;
    assert.ok(uses.every((use) => use.verdict === "denied"));
  });

  describe("exhausted", () => {
    for (const name of NAMES) {
      for (const limit of new Set<LimitName>(capability(name).takes.map((take) => take.limit as LimitName))) {
        it(`${name}: ${limit}`, () => (knownLimit(limit).kind === "total" ? fails : waits)(ROWS[name], limit));
      }
    }

    /** The second that is held or made is one too many. */
    async function fails(row: Row, limit: LimitName): Promise<void> {
      const run = await start(
        { permissions: row.permissions ?? {}, limits: { [limit]: 1 } },
        { held: `{ void tried(() => ${row.holds ?? row.call}); await null; }`, call: `tried(() => ${row.call})` },
      );
      const held = run.call("held", [0]);
      await taken(run, limit);
      await held;
      const { failure } = (await run.call("call", [1])) as Tried;
      assert.deepEqual([failure?.code, failure?.name], ["limit/exhausted", "LimitExceededError"], failure?.message);
      assert.equal((failure?.data as { limit: string } | undefined)?.limit, limit);
      await finish(run);
    }

    /** What there is has been taken by the first call; the second waits, until it is cancelled. */
    async function waits(row: Row, limit: LimitName): Promise<void> {
      const tight = knownLimit(limit).kind === "rate" ? "1B/s" : { rate: "0.01/s", burst: 1 };
      const run = await start(
        { permissions: row.permissions ?? {}, limits: { [limit]: tight } },
        { call: `tried(() => ${row.takes?.[limit] ?? row.call})` },
      );
      for (const i of [0, 1]) run.call("call", [i]).catch(() => {});
      await limitBecomes(run, limit, ({ waiting }) => waiting > 0);
      run.cancel("enough");
      assert.equal((await run.report).outcome.kind, "cancelled");
    }

    async function taken(run: Run, limit: LimitName): Promise<void> {
      await limitBecomes(run, limit, (snapshot) => snapshot.available < 1);
    }
  });

  describe("cancelled", () => {
    for (const name of NAMES) {
      it(name, async () => {
        const row = ROWS[name];
        const run = await start(
          { permissions: row.permissions ?? {} },
          { begin: `{ console.log("begun"); for (let i = 0; ; i++) { await tried(() => ${row.call}); await null; } }` },
        );
        const failing = run.call("begin", [0]).catch((error: unknown) => error);
        for await (const event of run.events) if (event.kind === "output") break;
        run.cancel("enough");
        const { outcome } = await run.report;
        assert.deepEqual([outcome.kind, outcome.cause?.message], ["cancelled", "The run was cancelled: enough"]);
        const error = await failing;
        assert.ok(isAmbitError(error, "run/call-failed"));
        assert.equal(error.data.outcome, "cancelled");
      });
    }
  });

  describe("aborted", () => {
    for (const name of NAMES) {
      const { abortable, permissions = {} } = ROWS[name];
      const signals = /RequestInit|AbortSignal/.test(capability(name).signature);
      if (abortable === undefined && !signals) continue;
      it(name, async () => {
        assert.ok(abortable !== undefined && signals);
        const run = await start(
          { permissions },
          {
            before: `{ const signal = AbortSignal.abort("early"); try { await ${abortable} } catch (reason) { return reason } }`,
            during: `{ const abort = new AbortController(), { signal } = abort; const calling = ${abortable};
              setTimeout(() => abort.abort("late"), 20); try { await calling } catch (reason) { return reason } }`,
          },
        );
        assert.deepEqual([await run.call("before", [0]), await run.call("during", [0])], ["early", "late"]);
        await finish(run);
      });
    }
  });
});

function assertClean(failures: readonly Tried["failure"][]): void {
  for (const failure of failures) {
    if (failure === undefined || failure === null) continue;
    assert.doesNotMatch(failure.message.slice(0, 1000), BLUNDER);
    assert.ok(failure.message.length <= MOST_CHARACTERS_OF_A_MESSAGE, `${failure.message.length} characters`);
  }
}

async function limitBecomes(
  run: Run,
  limit: LimitName,
  holds: (snapshot: { readonly available: number; readonly waiting: number }) => boolean,
): Promise<void> {
  for (let i = 0; i < 2000; i++) {
    const found = (await run.snapshot()).contexts[0]?.limits.find((each) => each.name === limit);
    if (found !== undefined && holds(found)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`"${limit}" was never used up`);
}

/** "fs/read-text" as the name of an export. */
function exportOf(name: string): string {
  return name.replaceAll(/\W/g, "_");
}
