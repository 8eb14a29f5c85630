/** Modules that lie: to the host through patched built-ins, and about how they ended. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const PATCH_ARRAYS = `
  Object.defineProperty(Array.prototype, "0", { configurable: true, set(value) {
    if (Array.isArray(value) && value[1] === "http/fetch") value[2] = [value[2][0], { ...value[2][1], body: new ArrayBuffer(1_000_000) }];
    Object.defineProperty(this, "0", { value, writable: true, configurable: true, enumerable: true });
  } });`;

const FORGE = `
  const caught = await fetch("http://localhost:1/").catch((error) => error);
  throw new caught.constructor({ code: "CODE", message: "forged", data: { permission: "fs.read /etc/shadow", limit: "memory/heap" } }, {});`;

describe("a module that lies", function () {
  this.timeout(30_000);
  let project: Project;
  let server: Server;
  let received = 0;
  let host: string | undefined;
  before(async () => {
    project = await makeProject({});
    server = createServer((request, response) => {
      host = request.headers.host;
      request.on("data", (piece: Buffer) => (received += piece.length));
      request.on("end", () => response.end("ok"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    server.close();
    await project[Symbol.asyncDispose]();
  });

  function url(): string {
    return `http://localhost:${(server.address() as AddressInfo).port}/`;
  }

  it("cannot give itself another name, under which it would hide from stacks and debuggers", async () => {
    project.write(
      "/main.ts",
      `${moduleText({}, 'throw new Error("here")')}\n//# sourceURL=ambit:prelude\n//@ sourceURL=file:///other.js`,
    );
    const { outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.deepEqual(outcome.cause?.stack, ["main (./main.ts:4:73)"]);
  });

  it("does not keep its process busy with a long query", async () => {
    project.write("/main.ts", moduleText({}, 'return [...new URLSearchParams("a&".repeat(300_000))].length'));
    const { outcome, result } = await project.run("/main.ts", { skipCheck: true });
    assert.equal(result, 300_000, outcome.cause?.message);
  });

  it("cannot change its calls on their way, nor send bytes that are not charged", async () => {
    const manifest = { permissions: { http: { write: [url()] } }, limits: { "http/upload": "1MB/s" } };
    project.write(
      "/main.ts",
      moduleText(manifest, `${PATCH_ARRAYS} await fetch("${url()}", { method: "POST", body: "small" })`),
    );
    await project.run("/main.ts", { skipCheck: true });
    assert.equal(received, 5);
  });

  for (const code of ["permission/denied", "limit/exhausted", "context/cancelled"]) {
    it(`cannot end with a forged ${code}`, async () => {
      project.write("/main.ts", moduleText({}, FORGE.replace("CODE", code)));
      const { outcome } = await project.run("/main.ts", { skipCheck: true });
      assert.equal(outcome.kind, "exception");
      assert.equal(outcome.permission, undefined);
    });
  }

  it("cannot break the runner with what its objects say of themselves", async () => {
    project.write(
      "/main.ts",
      moduleText(
        {},
        'Object.assign(Object.prototype, { toJSON: () => ({ frames: 5, message: {} }) }); throw new Error("x")',
      ),
    );
    assert.equal((await project.run("/main.ts", { skipCheck: true })).outcome.kind, "exception");
  });

  it("cannot take hold of the end through a patched promise", async () => {
    const body = `
      const taken: any[] = []; const then = Promise.prototype.then;
      Promise.prototype.then = function (this: any, ...args: any[]) { taken.push(...args); return (then as any).apply(this, args); } as any;
      await new Promise((resolve) => setTimeout(resolve, 20));
      for (const each of taken) try { each("value", '"forged"') } catch {}
      return "true"`;
    project.write("/main.ts", moduleText({}, body));
    assert.equal((await project.run("/main.ts", { skipCheck: true })).result, "true");
  });

  it("cannot name another host than its URL's", async () => {
    const manifest = { permissions: { http: { read: [url()] } } };
    project.write(
      "/main.ts",
      moduleText(manifest, `await fetch("${url()}", { headers: { Host: "internal.example" } })`),
    );
    const { outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.match(outcome.cause?.message ?? "", /the header "host" follows from the request/);
    assert.notEqual(host, "internal.example");
  });

  it("is not run with a limit that cannot be read", async () => {
    project.write("/main.ts", moduleText({ limits: { "execution/cpu-time": "1 second" } }, "return 1"));
    const { outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.equal(outcome.kind, "refused");
    assert.match(outcome.cause?.message ?? "", /limits.execution\/cpu-time/);
  });

  it("ends with an exception when its result is too deep or too long", async () => {
    project.write("/deep.ts", moduleText({}, "let a: any = 1; for (let i = 0; i < 5000; i++) a = [a]; return a"));
    assert.match((await project.run("/deep.ts")).outcome.cause?.message ?? "", /nested deeper than 1000/);
    project.write("/long.ts", moduleText({}, 'return "x".repeat(5e6)'));
    assert.match((await project.run("/long.ts")).outcome.cause?.message ?? "", /4194304 are allowed/);
  });

  it("pays for the time that the host spends on its synchronous calls", async () => {
    const body = "const text = 'x'.repeat(4e6); for (let i = 0; i < 400; i++) new TextEncoder().encode(text)";
    project.write("/main.ts", moduleText({ limits: { "execution/cpu-time": "200ms", "memory/heap": "500MB" } }, body));
    const { outcome } = await project.run("/main.ts");
    assert.equal(outcome.limit, "execution/cpu-time");
  });

  it("leaves the others their turn however it floods the host with calls that are answered on the spot", async () => {
    const manifest = { permissions: { fs: { read: ["/**"] } }, limits: { "execution/cpu-time": "600ms" } };
    const floods = {
      "/one.ts": 'for (;;) await exists("/main.ts")',
      "/many.ts": 'for (;;) await Promise.all(Array.from({ length: 300 }, () => exists("/main.ts")))',
      "/sync.ts": 'for (;;) { void exists("/main.ts"); await null; performance.now(); }',
      "/large.ts": 'for (;;) await Promise.all(Array.from({ length: 20 }, () => readBytes("/megabyte.txt")))',
    };
    project.write("/megabyte.txt", "x".repeat(1e6));
    for (const [path, body] of Object.entries(floods))
      project.write(path, moduleText(manifest, body, 'import { exists, readBytes } from "ambit:fs";'));
    const body = `
      const ends = Object.keys(${JSON.stringify(floods)}).flatMap((path) => [path, path]).map(async (path) => (await spawn(path)).result.then(() => "ended", (error) => error.message));
      let beats = 0; const id = setInterval(() => beats++, 10);
      const all = await Promise.all(ends); clearInterval(id); return { all, beats };`;
    const permissions = { fs: { read: ["/**"] }, modules: { spawn: ["/*.ts"] } };
    const parent = { permissions, limits: { "fs/read": "100GB/s", "memory/heap": "1GB" } };
    project.write("/main.ts", moduleText(parent, body, 'import { spawn } from "ambit:modules";'));
    const { result, outcome } = await project.run("/main.ts", { skipCheck: true });
    const { all, beats } = (result ?? { all: [], beats: 0 }) as { all: readonly string[]; beats: number };
    assert.equal(all.length, 8, JSON.stringify(outcome));
    for (const message of all) assert.match(message, /execution\/cpu-time/);
    assert.ok(beats > 10, `${beats} beats`);
  });

  for (const [how, call] of [
    ["one call after the other", 'await exists("/main.ts")'],
    ["many calls at once", 'await Promise.all(Array.from({ length: 300 }, () => exists("/main.ts")))'],
  ])
    it(`does not take its parent with it when it is ended in the middle of ${how}`, async () => {
      const manifest = { permissions: { fs: { read: ["/**"] } }, limits: { "execution/cpu-time": "20ms" } };
      project.write("/flood.ts", moduleText(manifest, `for (;;) ${call}`, 'import { exists } from "ambit:fs";'));
      const body = `
        const errors = [];
        for (let round = 0; round < 8; round++) {
          const six = Array.from({ length: 6 }, async () => (await spawn("/flood.ts")).result.catch((error) => error.message));
          errors.push(...await Promise.all(six));
        }
        return errors.filter((message) => message.includes("execution/cpu-time")).length;`;
      const parent = { permissions: { fs: { read: ["/**"] }, modules: { spawn: ["/*.ts"] } } };
      const imports = 'import { spawn } from "ambit:modules";';
      const { result, outcome } = await project.runBody(body, { manifest: parent, imports });
      assert.equal(result, 48, JSON.stringify(outcome));
    });

  it("does not take its parent with it when it is ended just as it begins a loop", async () => {
    project.write("/loop.ts", moduleText({}, "for (;;);"));
    project.write("/top-loop.ts", moduleText({}, "", "for (;;);"));
    const body = `
      for (let round = 0; round < 120; round++) {
        const child = await spawn(round % 2 === 0 ? "/loop.ts" : "/top-loop.ts", { timeout: 1 + (round % 20) });
        await child.result.catch(() => {});
      }
      return "goes on";`;
    const parent = { permissions: { modules: { spawn: ["/*.ts"] } } };
    const imports = 'import { spawn } from "ambit:modules";';
    const { result, outcome } = await project.runBody(body, { manifest: parent, imports });
    assert.equal(result, "goes on", JSON.stringify(outcome));
  });

  for (const [when, long] of [
    ["while V8 cannot be interrupted", '"x".repeat(2 ** 23).replace(/x/g, "y");'],
    ["in a loop that V8 would unroll", "for (let held = []; ; held.length %= 500) held.push(new Array(1000));"],
  ] as const)
    it(`does not take its parent with it when it is ended ${when}`, async () => {
      project.write("/long.ts", moduleText({}, long));
      const body = 'return await (await spawn("/long.ts", { timeout: 300 })).result.catch((error) => error.message);';
      const parent = { permissions: { modules: { spawn: ["/*.ts"] } } };
      const imports = 'import { spawn } from "ambit:modules";';
      const { result, outcome } = await project.runBody(body, { manifest: parent, imports });
      assert.match(String(result), /"\/long.ts" had 300 ms and has not ended/, JSON.stringify(outcome));
    });

  const ENDLESS_OPERATION = moduleText(
    { limits: { "execution/cpu-time": "100ms" } },
    "return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)",
  );

  it("lets its parent go on and end when V8 is in an operation for ever", async () => {
    project.write("/endless.ts", ENDLESS_OPERATION);
    const body = `
      const end = async () => (await spawn("/endless.ts")).result.catch((error) => error.message);
      return [await end(), await end().catch((error) => error.message)];`;
    const parent = { permissions: { modules: { spawn: ["/*.ts"] } }, limits: { "modules/simultaneous": 1 } };
    const imports = 'import { spawn } from "ambit:modules";';
    const { result, outcome } = await project.runBody(body, { manifest: parent, imports });
    const [first, second] = (result ?? []) as string[];
    assert.match(first ?? "", /ended with limit-exceeded: The limit "execution\/cpu-time"/, JSON.stringify(outcome));
    assert.match(second ?? "", /The limit "modules\/simultaneous" is exhausted/);
  });

  it("takes its parent with it after ten seconds of such an operation, which says so", async function () {
    // On a busy machine they are more.
    this.timeout(120_000);
    const body =
      'await (await spawn("/endless.ts")).result.catch(() => {}); await new Promise((done) => setTimeout(done, 115_000))';
    const parent = { permissions: { modules: { spawn: ["/*.ts"] } } };
    const imports = 'import { spawn } from "ambit:modules";';
    const { outcome } = await project.runBody(body, { manifest: parent, imports });
    assert.equal(outcome.kind, "cancelled");
    assert.equal(outcome.cause?.code, "run/child-does-not-stop", JSON.stringify(outcome));
    assert.match(outcome.cause?.cause?.message ?? "", /The limit "execution\/cpu-time"/);
  });

  for (const [what, call] of [
    ["texts", 'writeText("/out", "x".repeat(4e6))'],
    ["bytes", 'writeBytes("/out", new Uint8Array(4e6))'],
    ["headers", 'fetch("http://localhost:1/", { headers: { "x-long": long } })'],
    [
      "headers after many others",
      'fetch("http://localhost:1/", { headers: [...Array.from({ length: 500 }, (_, i) => ["x-" + i, ""]), ["x-long", long]] })',
    ],
  ] as const)
    it(`does not take its parent with it by ${what} that wait with the host`, async () => {
      const manifest = {
        permissions: { fs: { write: ["/out"] }, http: { read: ["http://localhost:1/"] } },
        limits: { "memory/heap": "24MB", "fs/write": "1kB/s", "http/request": "1/s" },
      };
      const flood = `const long = "x".repeat(4e6); for (let i = 0; i < 250; i++) { void ${call}.catch(() => {}); await new Promise((done) => setTimeout(done, 10)); }`;
      project.write("/floods.ts", moduleText(manifest, flood, 'import { writeBytes, writeText } from "ambit:fs";'));
      const body = 'return await (await spawn("/floods.ts")).result.catch((error) => error.message);';
      const { result, outcome } = await project.runBody(body, {
        manifest: {
          permissions: { ...manifest.permissions, modules: { spawn: ["/*.ts"] } },
          limits: { "memory/heap": "32MB" },
        },
        imports: 'import { spawn } from "ambit:modules";',
      });
      assert.match(String(result), /The limit "memory\/heap"/, JSON.stringify(outcome));
    });

  it("does not take its parent with it when it fills its memory with buffers", async () => {
    const fill =
      "const held = []; for (let i = 0; i < 500; i++) held.push(new Uint8Array(1e6).fill(1)); return held.length";
    project.write("/fills.ts", moduleText({ limits: { "memory/heap": "20MB" } }, fill));
    const body = 'return await (await spawn("/fills.ts")).result.catch((error) => error.message);';
    const manifest = { permissions: { modules: { spawn: ["/*.ts"] } } };
    const { result, outcome } = await project.runBody(body, {
      manifest,
      imports: 'import { spawn } from "ambit:modules";',
    });
    assert.match(String(result), /The limit "memory\/heap"/, JSON.stringify(outcome));
  });

  it("does not take its parent with it when V8 would call it back after its end", async () => {
    const endless = `
      const registries = Array.from({ length: 5 }, () => new FinalizationRegistry(() => { for (;;); }));
      for (let i = 0; ; i++) {
        for (const each of registries) each.register({ held: new Array(500) }, i);
        if (i % 50 === 0) await new Promise((done) => setTimeout(done, 0));
      }`;
    project.write("/endless.ts", moduleText({}, endless));
    const body = `
      const end = async (timeout) => (await spawn("/endless.ts", { timeout })).result.catch(() => {});
      for (let round = 1; round < 9; round++) await Promise.all([end(20 * round), end(7 * round), end(150)]);
      return "goes on";`;
    const parent = { permissions: { modules: { spawn: ["/*.ts"] } } };
    const imports = 'import { spawn } from "ambit:modules";';
    const { result, outcome } = await project.runBody(body, { manifest: parent, imports });
    assert.equal(result, "goes on", JSON.stringify(outcome));
  });

  it("cannot make its runner hold what it reads and does not take", async () => {
    writeFileSync(join(project.root, "big.bin"), Buffer.alloc(20e6));
    const manifest = {
      permissions: { fs: { read: ["/big.bin"] } },
      limits: { "memory/heap": "32MB", "fs/read": "10GB/s" },
    };
    const body = `
      for (let i = 0; i < 40; i++) void readBytes("/big.bin").catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 1));
      const start = performance.now(); while (performance.now() - start < 1500);`;
    project.write("/main.ts", moduleText(manifest, body, 'import { readBytes } from "ambit:fs";'));
    const run = await project.runtime.start("/main.ts", { skipCheck: true });
    let peakMb = 0;
    const watch = setInterval(() => (peakMb = Math.max(peakMb, residentMb(run.pid))), 20);
    await run.report;
    clearInterval(watch);
    assert.ok(peakMb > 50 && peakMb < 500, `the runner's peak was ${peakMb} MB; all at once would be 800 more`);
  });

  it("reads a big file again and again", async () => {
    const manifest = {
      permissions: { fs: { read: ["/big.bin"] } },
      limits: { "memory/heap": "64MB", "fs/read": "10GB/s" },
    };
    const body = 'let n = 0; for (let i = 0; i < 8; i++) n += (await readBytes("/big.bin")).length; return n';
    project.write("/main.ts", moduleText(manifest, body, 'import { readBytes } from "ambit:fs";'));
    assert.equal((await project.run("/main.ts")).result, 160e6);
  });

  it("does not flood the runner with an interval that its callback cannot keep up with", async () => {
    const body =
      "let n = 0; setInterval(() => { n++; const t = performance.now(); while (performance.now() - t < 20); }, 1); await new Promise((r) => setTimeout(r, 200)); return n";
    project.write("/main.ts", moduleText({}, body));
    const { result } = await project.run("/main.ts");
    assert.ok((result as number) <= 12, `the callback ran ${String(result)} times in 200 ms`);
  });
});

describe("a module with an unusual name or environment", function () {
  this.timeout(30_000);

  it("runs, and so do its imports", async () => {
    await using project = await makeProject({
      "/✓ ü.ts": moduleText({}, "return x", 'import { x } from "./helfer-ü.ts";'),
      "/helfer-ü.ts": "export const x = 7;",
    });
    assert.equal((await project.run("/✓ ü.ts")).result, 7);
  });

  it("reads the variables that it declares or has a grant for, and no others", async () => {
    const manifest = {
      env: { UNITS: { type: "string", default: "metric" } },
      permissions: { env: { read: ["APP_*"] } },
    };
    const text = moduleText(manifest, "return env.toObject()", 'import { env } from "ambit:env";');
    await using project = await makeProject({ "/main.ts": text });
    const { result } = await project.run("/main.ts", { env: { APP_A: "1", OTHER: "2" } });
    assert.deepEqual(result, { APP_A: "1", UNITS: "metric" });
  });
});

/** CPU time of a process as the kernel counts it, in ticks of 10 ms; 0 when it is gone. */
function residentMb(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
