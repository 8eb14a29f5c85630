/**
 * What a program does when it is performed is what the analysis says that it can do.
 *
 * `not-followed.txt` names the programs of which it misses something; `UPDATE=1` writes it.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { before, describe, it } from "mocha";
import { matches } from "../../../runtime-core/permissions/includes.ts";
import { parsePermission, parseSubject } from "../../../runtime-core/permissions/parse-permission.ts";
import type { Subject } from "../../../runtime-core/permissions/permission.ts";
import { worstCaseOf } from "../../../runtime-core/prepare/5-symbolic/rules/asked-permission.ts";
import type { Effect, EffectReport } from "../../../runtime-core/prepare/effect.ts";
import { prepare } from "../../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../../runtime-core/workspace/index.ts";
import { moduleOf, programs } from "./programs.ts";

const ENTRY = "/main.ts";
const NOT_FOLLOWED = new URL("not-followed.txt", import.meta.url);
const PERFORM = new URL("perform.ts", import.meta.url).pathname;

describe("the effects of a program that is performed", function () {
  this.timeout(120_000);
  let performed: Readonly<Record<string, readonly string[]>>;
  before(() => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [PERFORM], { encoding: "utf8", maxBuffer: 2 ** 26 });
    assert.equal(status, 0, stderr);
    performed = JSON.parse(stdout) as typeof performed;
  });

  it("are among those that the analysis finds, but for the programs that are known to be missed", async () => {
    const missed: string[] = [];
    for (const program of programs()) {
      const { effects } = await prepare(ENTRY, new MemoryWorkspace({ [ENTRY]: moduleOf(program) }));
      const asked = performed[program.name] ?? [];
      const subjects = asked.flatMap((each) => subjectOf(each) ?? []);
      if (!subjects.every((each) => isFound(effects, each))) missed.push(program.name);
    }
    if (process.env["UPDATE"] === "1") writeFileSync(NOT_FOLLOWED, missed.map((name) => `${name}\n`).join(""));
    assert.deepEqual(missed, readFileSync(NOT_FOLLOWED, "utf8").trim().split("\n"));
  });

  it("are there: nearly all programs do something", () => {
    const idle = Object.values(performed).filter((asked) => asked.length === 0);
    assert.ok(idle.length < 0.05 * programs().length, `${idle.length} programs ask for nothing`);
  });
});

/** Undefined for what the host refuses whatever is granted: an address of another scheme, a path out of the project. */
function subjectOf(asked: string): Subject | undefined {
  const [, domain = "", kind = "", resource = ""] = /^(\w+)\.(\w+) (.*)$/s.exec(asked) ?? [];
  const subject = parseSubject({ domain, kind, resource }, "/");
  return subject.ok ? subject.value : undefined;
}

function isFound({ effects, unknowns }: EffectReport, asked: Subject): boolean {
  const kind = `${asked.domain}.${asked.kind}`;
  return (
    unknowns.some(({ kinds }) => kinds === null || kinds.includes(kind)) ||
    effects.some((effect) => effect.kind === kind && isCovered(effect, asked))
  );
}

function isCovered(effect: Effect, asked: Subject): boolean {
  const worst = worstCaseOf(effect, ENTRY);
  if (worst === undefined || matches(worst, asked)) return true;
  // In a grant "**" leaves hidden files and folders out; in a worst case it is everything.
  const [domain = "", kind = ""] = effect.kind.split(".");
  return ["**/.*", "**/.*/**"].some((end) => {
    const hidden = parsePermission({ domain, kind, resource: effect.worstCase.replace(/\*\*$/, end) }, "/");
    return hidden.ok && matches(hidden.value, asked);
  });
}
