/** What a runtime allows all its modules, whatever their manifests say. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "mocha";
import { createRuntime, isAmbitError } from "../../runtime-core/index.ts";
import { makeProject, moduleText } from "./project.ts";

const FILES = `import { list, readText } from "ambit:fs"; import { has } from "ambit:context";`;
const READS_ALL = { permissions: { fs: { read: ["/**"] } } };

/** What a body does, or the sentence that it is refused with. */
function told(call: string): string {
  return `await Promise.resolve().then(() => ${call}).then((v: any) => JSON.stringify(v), (e: any) => e.message)`;
}

describe("bounds of a runtime", function () {
  this.timeout(30_000);

  it("refuse what only the manifest grants, and say whose grant is missing", async () => {
    const body = `return [${told('readText("/a/x.txt")')}, ${told('readText("/b/x.txt")')}, ${told('readText("/c.txt")')},
      has("fs.read", "/a/x.txt"), has("fs.read", "/b/x.txt"), ${told('list("/", { recursive: true })')}]`;
    await using project = await makeProject(
      {
        "/a/x.txt": "in a",
        "/b/x.txt": "in b",
        "/c.txt": "in c",
        "/main.ts": moduleText({ permissions: { fs: { read: ["/a/**", "/b/**", "/*"] } } }, body, FILES),
      },
      { grant: { fs: { read: ["./a/**", "./c.txt"] } } },
    );
    const { result, permissions } = await project.run("/main.ts", { skipCheck: true });
    const [a, b, c, hasA, hasB, all] = result as unknown[];
    assert.deepEqual([a, c, hasA, hasB], ['"in a"', '"in c"', true, false]);
    assert.match(String(b), /^No grant of the runtime covers fs\.read \/b\/x\.txt, though the manifest has one$/);
    assert.match(String(all), /^No grant covers fs\.read \/\*\*; add it/);
    assert.ok(permissions.some((use) => use.permission === "fs.read /b/x.txt" && use.verdict === "denied"));
  });

  it("hold for children, which start all the same", async () => {
    const child = moduleText(READS_ALL, `return [${told('readText("/a.txt")')}, ${told('readText("/b.txt")')}]`, FILES);
    const parent = `return await (await spawn("./child.ts")).result`;
    await using project = await makeProject(
      {
        "/a.txt": "in a",
        "/b.txt": "in b",
        "/child.ts": child,
        "/main.ts": moduleText(
          { permissions: { ...READS_ALL.permissions, modules: { spawn: ["./child.ts"] } } },
          parent,
          'import { spawn } from "ambit:modules";',
        ),
      },
      { grant: { fs: { read: ["/a.txt"] }, modules: { spawn: ["/**"] } } },
    );
    const { result, outcome } = await project.run("/main.ts");
    assert.equal(outcome.kind, "completed", JSON.stringify(outcome));
    const [a, b] = result as string[];
    assert.equal(a, '"in a"');
    assert.match(b ?? "", /^No grant of the runtime covers fs\.read \/b\.txt/);
  });

  it("allow nothing when the grant is empty, and end a module with the refusal", async () => {
    const text = moduleText(READS_ALL, `return await readText("/a.txt")`, FILES);
    await using project = await makeProject({ "/a.txt": "in a", "/main.ts": text }, { grant: {} });
    const { outcome } = await project.run("/main.ts");
    assert.deepEqual([outcome.kind, outcome.permission], ["permission-denied", "fs.read /a.txt"]);
    assert.match(outcome.cause?.message ?? "", /No grant of the runtime/);
  });

  it("leave variables out that they do not grant", async () => {
    const manifest = { env: { A: { type: "string", default: "own" }, B: { type: "string" } } };
    const text = moduleText(
      manifest,
      `return [env.get("B"), ${told('env.get("A")')}, Object.keys(env.toObject())]`,
      'import { env } from "ambit:env";',
    );
    await using project = await makeProject({ "/main.ts": text }, { grant: { env: { read: ["B"] } } });
    const { result } = await project.run("/main.ts", { env: { A: "a", B: "b" } });
    const [b, a, keys] = result as unknown[];
    assert.equal(b, "b");
    assert.match(String(a), /No grant of the runtime covers env\.read A/);
    assert.deepEqual(keys, ["B"]);
    await using closed = await makeProject({ "/main.ts": text }, { grant: {} });
    await assert.rejects(
      closed.run("/main.ts", { env: { A: "a", B: "b" } }),
      (error) =>
        isAmbitError(error, "run/invalid-environment") &&
        /No grant of the runtime covers env\.read B/.test(error.message),
    );
  });

  it("end a run whose manifest allows more, or says nothing, and say so", async () => {
    const spin = moduleText({ limits: { "execution/cpu-time": "5s" } }, "for (;;);");
    const silent = moduleText({}, "for (;;);");
    const hoard = moduleText(
      { limits: { "memory/heap": "500MB" } },
      "const a: any[] = []; for (;;) a.push(new Array(1000).fill(a.length));",
    );
    await using project = await makeProject(
      { "/spin.ts": spin, "/silent.ts": silent },
      { limits: { "execution/cpu-time": "100ms" } },
    );
    for (const path of ["/spin.ts", "/silent.ts"]) {
      const { outcome } = await project.run(path);
      assert.deepEqual([outcome.kind, outcome.limit], ["limit-exceeded", "execution/cpu-time"]);
      assert.match(
        outcome.cause?.message ?? "",
        /The limit "execution\/cpu-time" of the runtime is exhausted: all of its 100ms/,
      );
    }
    await using small = await makeProject({ "/hoard.ts": hoard }, { limits: { "memory/heap": "40MB" } });
    const { outcome } = await small.run("/hoard.ts");
    assert.deepEqual([outcome.kind, outcome.limit], ["limit-exceeded", "memory/heap"]);
    assert.match(outcome.cause?.message ?? "", /The limit "memory\/heap" of the runtime is exhausted: all of its 40MB/);
  });

  it("count for each run by itself what does not refill", async () => {
    const timers = `const set = () => setTimeout(() => {}, 5); for (let i = 0; i < 3; i++) set();
      return await Promise.resolve().then(set).then(() => "set", (e: any) => e.message)`;
    const tight = moduleText({ limits: { "timers/simultaneous": 2 } }, timers);
    await using project = await makeProject(
      { "/main.ts": moduleText({}, timers), "/tight.ts": tight },
      { limits: { "timers/simultaneous": 3 } },
    );
    for (let i = 0; i < 2; i++) {
      const { result } = await project.run("/main.ts");
      assert.match(
        String(result),
        /The limit "timers\/simultaneous" of the runtime is exhausted: 1 asked, 0 of 3 available/,
      );
    }
    const { outcome } = await project.run("/tight.ts");
    assert.match(outcome.cause?.message ?? "", /The limit "timers\/simultaneous" is exhausted/);
  });

  it("share what refills among all runs", async () => {
    let requests = 0;
    const server = createServer((_request, response) => response.end(String(requests++)));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    const fetches = `const startMs = Date.now();
      for (let i = 0; i < 8; i++) await (await fetch("http://localhost:${port}/")).text();
      return [startMs, Date.now()];`;
    const text = moduleText({ permissions: { http: { read: [`http://localhost:${port}`] } } }, fetches);
    try {
      await using project = await makeProject({ "/main.ts": text }, { limits: { "http/request": "10/s" } });
      const ends = await Promise.all([project.run("/main.ts"), project.run("/main.ts")]);
      assert.deepEqual(
        ends.map((end) => end.outcome.kind),
        ["completed", "completed"],
      );
      // Sixteen requests at ten a second, of which ten are there at once: the rest takes 600 ms.
      assert.equal(requests, 16);
      const times = ends.flatMap((end) => end.result as number[]);
      assert.ok(Math.max(...times) - Math.min(...times) >= 590, String(times));
    } finally {
      server.close();
    }
  });

  it("give back what a run wanted that was ended", async () => {
    const text = moduleText(
      {},
      `for (;;) { console.log("x".repeat(1000)); await new Promise((r) => setTimeout(r, 0)); }`,
    );
    const short = moduleText({}, `console.log("short"); return 1`);
    await using project = await makeProject(
      { "/main.ts": text, "/short.ts": short },
      { limits: { "console/output": "2kB/s" } },
    );
    const runs = await Promise.all([1, 2, 3].map(() => project.runtime.start("/main.ts")));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const other = project.run("/short.ts");
    for (const run of runs) run.kill("enough");
    assert.equal((await other).outcome.kind, "completed");
  });

  it("are refused when they cannot be read", async () => {
    const bad = { grant: { fs: { reed: ["/a"] } }, limits: { "http/request": "ten" } } as never;
    await assert.rejects(createRuntime({ root: ".", ...(bad as object) }), (error) => {
      assert.ok(isAmbitError(error, "run/invalid-bounds"));
      assert.match(error.message, /grant\.fs\.reed/);
      assert.match(error.message, /limits\.http\/request/);
      return true;
    });
  });
});
