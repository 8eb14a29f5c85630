/**
 * Children that do every kind of thing and are ended at any moment, in every way. Whatever happens to them, the module that
 * has spawned them goes on, gets back what they took, and is told how they ended.
 *
 * The plan follows from a seed; CHAOS=7 runs another one, CHAOS_ROUNDS=1000 a longer one.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { Chance } from "../prepare/replay/chance.ts";
import { isAlive, until } from "../processes.ts";
import { makeProject, moduleText, type Project } from "./project.ts";

const SEED = process.env["CHAOS"] ?? "1";
const ROUNDS = Number(process.env["CHAOS_ROUNDS"] ?? 90);
const LONGEST_MS = 60;

const IMPORTS = `import { exists, list, readStream, writeStream, watch, writeText } from "ambit:fs";
import { parent, spawn } from "ambit:modules";
import { serve } from "ambit:http";
import { signal } from "ambit:context";`;

/** What children do until they are ended; `at` is a server. */
const ACTIVITIES: Readonly<Record<string, string>> = {
  idles: "await new Promise((done) => setTimeout(done, 60_000));",
  spins: "for (;;) count++;",
  spinsInMicrotasks: "for (;;) await null;",
  unrolls: "for (const held: any[] = []; ; held.length %= 500) held.push(new Array(1000));",
  calls: 'for (;;) await exists("/big");',
  callsAtOnce: 'for (;;) await Promise.all(Array.from({ length: 100 }, () => exists("/big")));',
  lists: 'for (;;) await Promise.all([list("/", { recursive: true }), exists("/big")]);',
  reads: 'for (;;) for await (const piece of readStream("/big")) count += piece.length;',
  writes: 'for (;;) await readStream("/big").pipeTo(writeStream("/out/" + id));',
  watches:
    'void (async () => { for (;;) await writeText("/out/w" + id, "x"); })(); for await (const _ of watch("/out")) count++;',
  fetches: "for (;;) for await (const piece of (await fetch(at)).body!) count += piece.length;",
  uploads: 'for (;;) await fetch(at, { method: "POST", body: readStream("/big"), duplex: "half" } as any);',
  hangs: 'await Promise.all([1, 2, 3].map(() => fetch(at + "hang")));',
  serves: `const server = await serve({ port: 0 }, () => new Promise(() => {}));
    void fetch("http://localhost:" + server.port).catch(() => {}); await server.finished;`,
  floodsTimers:
    "const again = () => setTimeout(again, count++ % 3); for (let i = 0; i < 40; i++) again(); await new Promise(() => {});",
  spawns:
    'for (;;) await Promise.all([1, 2].map(async () => (await spawn("/calls.ts", { args: { id: id + "s" }, timeout: 9 })).result.catch(() => {})));',
  talks: `if (depth === 0) { for await (const said of parent()!) await parent()!.send(said); return; }
    const child = await spawn("/talks.ts", { args: { depth: 0 } });
    void (async () => { for (;;) await child.port.send(new Uint8Array(50_000)); })().catch(() => {});
    for await (const _ of child.port) count++;`,
  compresses:
    'for (;;) await new Response(new Blob([new Uint8Array(200_000)]).stream().pipeThrough(new CompressionStream("gzip"))).bytes();',
  digests: 'for (;;) await crypto.subtle.digest("SHA-512", new Uint8Array(300_000));',
  prints: 'for (;;) { console.log("line"); await exists("/big"); }',
  recurses: 'const deeper = (): number => 1 + deeper(); for (;;) { try { deeper(); } catch {} await exists("/big"); }',
  backtracks: '/^(a+)+$/.test("a".repeat(40) + "b");',
  finalizes:
    "const registry = new FinalizationRegistry(() => { for (;;); }); for (;;) { for (let i = 0; i < 500; i++) registry.register({ held: new Array(100) }, i); await new Promise((done) => setTimeout(done, 0)); }",
  holds: "const held: any[] = []; for (;;) { held.push(new Uint8Array(1e6).fill(1)); await null; }",
  doesNotTearDown: 'signal().addEventListener("abort", () => { for (;;); }); await new Promise(() => {});',
};

/** Ends, and what the parent is told then; a module can also reach a limit before. */
const ENDS: Readonly<Record<string, RegExp>> = {
  cancel: /ended with cancelled: The run was cancelled: enough/,
  timeout: /ended with timed-out/,
  "execution/total-time": /"execution\/total-time" is exhausted/,
  "execution/cpu-time": /"execution\/cpu-time" is exhausted|ended with timed-out/,
  throw: /Error: boom|ended with timed-out/,
};
const OWN_END = /"(memory\/heap|execution\/cpu-time)" is exhausted/;

const PERMISSIONS = {
  fs: { read: ["/**"], write: ["/out/**"] },
  http: { read: ["http://localhost:*/**"], write: ["http://localhost:*/**"], serve: ["localhost:*"] },
  modules: { spawn: ["/*.ts"] },
};
const LIMITS = {
  "memory/heap": "1GB",
  "modules/simultaneous": 40,
  "http/request": "100000/s",
  "fs/create-file": "100000/s",
  "fs/total-new-files": 100_000,
};

/** Carries out the plan. */
const PARENT = `
  const names = ["modules/simultaneous", "http/simultaneous", "timers/simultaneous"];
  const before = names.map(remaining);
  const ends: string[] = [];
  const lane = async () => {
    for (let i = next++; i < plan.length; i = next++) ends[i] = await round(plan[i], i);
  };
  let next = 0;
  const round = async ({ activity, end, ms }: any, id: number) => {
    const limits = { "memory/heap": "32MB", ...(end.includes("/") ? { [end]: ms + "ms" } : {}) };
    const timeout = end === "timeout" ? ms : 1000;
    const child = await spawn("/" + activity + ".ts", { args: { id: String(id), at, boom: end === "throw" ? ms : -1 }, limits, timeout });
    if (end === "cancel") setTimeout(() => void child.cancel("enough"), ms);
    return child.result.then(() => "completed", (error) => error.message);
  };
  await Promise.all([lane(), lane(), lane()]);
  for (let i = 0; i < 100 && names.some((name, k) => remaining(name) !== before[k]); i++) await new Promise((done) => setTimeout(done, 20));
  return { ends, before, after: names.map(remaining) };`;

describe("children that are ended while they work", function () {
  this.timeout(60_000 + 500 * ROUNDS);
  let project: Project;
  let server: Server;
  before(async () => {
    project = await makeProject({ "/out/first": "" });
    writeFileSync(join(project.root, "big"), Buffer.alloc(500_000));
    const defaults = { id: { default: "" }, at: { default: "" }, boom: { default: -1 }, depth: { default: 1 } };
    for (const [name, body] of Object.entries(ACTIVITIES)) {
      const begin =
        "const { id, at, boom, depth } = args; let count = 0; if (boom >= 0) setTimeout(() => { throw new Error('boom'); }, boom);";
      project.write(
        `/${name}.ts`,
        moduleText({ parameters: defaults, permissions: PERMISSIONS }, begin + body, IMPORTS),
      );
    }
    server = createServer((request, response) => {
      request.resume();
      if (request.url === "/hang") return;
      response.write(Buffer.alloc(40_000));
      request.on("end", () => setTimeout(() => response.end(Buffer.alloc(40_000)), 2));
    });
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await project[Symbol.asyncDispose]();
  });

  it(`harm nobody (seed ${SEED}, ${ROUNDS} rounds)`, async () => {
    const chance = new Chance(SEED);
    const plan = Array.from({ length: ROUNDS }, () => ({
      activity: chance.pick(Object.keys(ACTIVITIES)),
      end: chance.pick(Object.keys(ENDS)),
      ms: Math.ceil(LONGEST_MS ** (chance.int(1000) / 1000)),
    }));
    const manifest = { permissions: PERMISSIONS, limits: LIMITS, parameters: { plan: {}, at: {} } };
    const imports = 'import { spawn } from "ambit:modules"; import { remaining } from "ambit:context";';
    project.write("/parent.ts", moduleText(manifest, `const { plan, at } = args; ${PARENT}`, imports));
    const at = `http://localhost:${(server.address() as AddressInfo).port}/`;
    const run = await project.runtime.start("/parent.ts", { args: { plan, at }, skipCheck: true });
    const { result, outcome } = await run.report;
    assert.equal(outcome.kind, "completed", `${JSON.stringify(outcome)} ${JSON.stringify(plan)}`);
    const { ends, before: had, after: has } = result as { ends: string[]; before: unknown; after: unknown };
    for (const [i, { activity, end, ms }] of plan.entries()) {
      const told = ends[i] ?? "";
      const isExpected = ENDS[end]?.test(told) === true || OWN_END.test(told);
      assert(isExpected, `${activity}, ${end} after ${ms} ms: ${told}`);
    }
    assert.deepEqual(has, had);
    await until(() => !isAlive(run.pid));
  });
});
