import { afterEach, beforeEach, describe, it } from "mocha";
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { keepLastRun, LastRuns } from "./last-runs.ts";

const FIGURES: Parameters<typeof keepLastRun>[1] = {
  outcome: { kind: "completed" },
  wallTimeMs: 1,
  cpuTimeMs: 1,
  peakHeapBytes: 1,
  limits: [],
  grants: [],
  permissions: [],
};

describe("LastRuns", () => {
  const before = process.env["XDG_CACHE_HOME"];
  let home: string;

  beforeEach(() => (process.env["XDG_CACHE_HOME"] = home = mkdtempSync(path.join(tmpdir(), "ambit-runs-"))));
  afterEach(() => {
    if (before === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before;
    rmSync(home, { recursive: true });
  });

  const keep = (module: string, figures = FIGURES): void =>
    keepLastRun({ root: "/project", path: module, files: new Map() }, figures);
  const files = (): string[] => readdirSync(path.join(home, "ambit", "runs"));

  it("gives the last run of each module, the same object until there is another", () => {
    const runs = new LastRuns();
    assert.equal(runs.of("/project", "/a.ts"), undefined);
    keep("/a.ts");
    keep("/b.ts", { ...FIGURES, wallTimeMs: 2 });
    const first = runs.of("/project", "/a.ts");
    assert.equal(first?.wallTimeMs, 1);
    assert.equal(runs.of("/project", "/a.ts"), first);
    assert.equal(runs.of("/project", "/b.ts")?.wallTimeMs, 2);
    assert.equal(runs.of("/other", "/a.ts"), undefined);
  });

  it("keeps nothing of a run that did not start", () => {
    keep("/a.ts");
    keep("/a.ts", { ...FIGURES, outcome: { kind: "refused" }, wallTimeMs: 9 });
    assert.equal(new LastRuns().of("/project", "/a.ts")?.wallTimeMs, 1);
  });

  it("keeps the latest 200", () => {
    keep("/old.ts");
    const [old = ""] = files();
    utimesSync(path.join(home, "ambit", "runs", old), 1, 1);
    for (let index = 0; index < 200; index++) keep(`/${index}.ts`);
    assert.equal(files().length, 200);
    assert.equal(new LastRuns().of("/project", "/old.ts"), undefined);
  });

  it("takes what is no run for none", () => {
    keep("/a.ts");
    const file = path.join(home, "ambit", "runs", files()[0] ?? "");
    for (const text of ["", "null", "{", "[]", `{"version":2,"module":"/a.ts"}`]) {
      writeFileSync(file, text);
      assert.equal(new LastRuns().of("/project", "/a.ts"), undefined, text);
    }
  });

  it("does nothing where nothing can be written", () => {
    for (const folder of ["/proc/nowhere", "/dev/null", "/nowhere/cache"]) {
      process.env["XDG_CACHE_HOME"] = folder;
      keep("/a.ts");
      assert.equal(new LastRuns().of("/project", "/a.ts"), undefined);
    }
  });
});
