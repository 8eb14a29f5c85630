/**
 * Programs that try to take the host down: each ends with an outcome of its own and harms nobody.
 *
 * `nasty/programs.json`: `code` is a list of statements whose last expression is the result.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "mocha";
import type { OutcomeKind, Run } from "../../runtime-core/index.ts";
import { ts } from "../../runtime-core/prepare/1-parse/syntax.ts";
import { isAlive, until } from "../processes.ts";
import { makeProject, type Project } from "./project.ts";

interface Program {
  readonly id: string;
  readonly title: string;
  readonly code: string;
  readonly returns: "plain" | "copied" | "promise";
  readonly mustEnd: "any" | "by-limit" | "by-limit-or-exception";
}

const PROGRAMS = JSON.parse(readFileSync(new URL("nasty/programs.json", import.meta.url), "utf8")) as Program[];
const BY_LIMIT: readonly OutcomeKind[] = ["limit-exceeded", "out-of-memory", "timed-out", "crashed"];
const MANIFEST = `export const manifest = { limits: { "execution/cpu-time": "500ms", "execution/total-time": "5s", "memory/heap": "64MB" } };`;
/** Adds numbers and calls the host every 50 ms. */
const NEIGHBOUR = `export const manifest = {};
export default async function main() {
  for (let sum = 0; ; sum += 1) {
    console.log(sum);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}`;
const MAX_RUNNER_MB = 1024;
const MAX_HOST_GROWTH_MB = 50;
const ENDS_WITHIN_MS = 8000;

describe("a nasty program", function () {
  this.timeout(30_000);
  let project: Project;
  let neighbour: Run;
  let beats = 0;
  before(async () => {
    const files = PROGRAMS.map((each) => [`/${each.id}.js`, moduleOf(each)] as const);
    project = await makeProject({ ...Object.fromEntries(files), "/neighbour.js": NEIGHBOUR });
    neighbour = await project.runtime.start("/neighbour.js", { skipCheck: true });
    neighbour.subscribe((event) => {
      if (event.kind === "output") beats += 1;
    });
  });
  after(() => project[Symbol.asyncDispose]());

  for (const program of PROGRAMS) {
    it(`${program.title} ends alone`, async () => {
      const hostBytes = process.memoryUsage().rss;
      const beatsBefore = beats;
      const startedMs = performance.now();
      const run = await project.runtime.start(`/${program.id}.js`, { skipCheck: true });
      const peak = watchPeak(run.pid);
      const { outcome } = await run.report;
      assert.ok(performance.now() - startedMs < ENDS_WITHIN_MS, "ends in time");
      assert.ok(peak() < MAX_RUNNER_MB, `the runner's peak was ${peak()} MB`);
      assert.ok(process.memoryUsage().rss - hostBytes < MAX_HOST_GROWTH_MB * 2 ** 20, "the host has not grown");
      if (!isRefusal(outcome.cause?.message)) assertEnd(program, outcome.kind);
      await until(() => beats > beatsBefore);
    });
  }

  it("leaves nothing running", async () => {
    neighbour.kill("done");
    await neighbour.report;
    await until(() => !isAlive(neighbour.pid));
  });
});

/** The text of a module that returns the last expression of the program. */
function moduleOf(program: Program): string {
  const tree = ts.createSourceFile("/nasty.js", program.code, ts.ScriptTarget.ESNext, false);
  const last = tree.statements.at(-1);
  const wait = program.returns === "promise" ? "await " : "";
  const body =
    last !== undefined && ts.isExpressionStatement(last)
      ? `${program.code.slice(0, last.pos)}\nreturn ${wait}(${program.code.slice(last.pos, last.expression.end)})`
      : program.code;
  return `${MANIFEST}\nexport default async function main() { ${body} }\n`;
}

/** Code from text and WebAssembly are refused; a program that needs them ends with that exception. */
function isRefusal(message: string | undefined): boolean {
  return /EvalError|(WebAssembly|SharedArrayBuffer|Atomics) is not defined/.test(message ?? "");
}

function assertEnd(program: Program, kind: OutcomeKind): void {
  if (program.mustEnd === "any") return;
  const allowed = program.mustEnd === "by-limit" ? BY_LIMIT : [...BY_LIMIT, "exception"];
  assert.ok(allowed.includes(kind), `ended with ${kind}`);
}

/** Reads the peak memory of a process while it lives; in megabytes. */
function watchPeak(pid: number | undefined): () => number {
  let peakMb = 0;
  const timer = setInterval(() => {
    try {
      peakMb = Math.max(
        peakMb,
        Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
      );
    } catch {
      clearInterval(timer);
    }
  }, 10);
  return () => peakMb;
}
