/** What programs with partly unknown paths and URLs really touch lies within what is found of them. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { SourceText } from "../../runtime-core/base/source-text.ts";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { askedBy, Choices, FIRST_LINE, programOf, type Statement, statement, unknowns } from "./text-programs.ts";

const PROGRAMS = Number(process.env.TEXT_PROGRAMS ?? 12);
const SEED = Number(process.env.TEXT_SEED ?? 1);
const STATEMENTS = 40;
const RUNS = 60;

describe("evaluateEffects()", () => {
  for (let seed = SEED; seed < SEED + PROGRAMS; seed++) {
    it(`finds what partly unknown paths and URLs can be (seed ${seed})`, async () => {
      const choices = new Choices(seed);
      const statements = Array.from({ length: STATEMENTS }, () => statement(choices));
      const found = await worstCases(programOf(statements));
      const missed = statements.flatMap((each, i) => missedIn(each, { choices, worst: found[i] ?? [] }));
      assert.deepEqual(missed, []);
    });
  }
});

/** The worst cases at each statement. */
async function worstCases(text: string): Promise<readonly (readonly string[])[]> {
  const { effects } = await prepare("/m/main.ts", new MemoryWorkspace({ "/m/main.ts": text }));
  const source = new SourceText(text);
  const out: string[][] = [];
  for (const { span, worstCase } of effects.effects)
    (out[source.lineColumn(span.start).line - FIRST_LINE] ??= []).push(worstCase);
  return out;
}

/** The first real resource of a statement that is in no worst case. */
function missedIn(each: Statement, found: { choices: Choices; worst: readonly string[] }): readonly string[] {
  const patterns = found.worst.map(patternOf);
  for (let run = 0; run < RUNS; run++) {
    const given = unknowns(found.choices);
    const asked = askedBy(each, given);
    if (asked !== undefined && !patterns.some((pattern) => pattern(asked)))
      return [
        `${each.expression} [${each.test ?? ""}] is ${asked} with ${JSON.stringify(given)}, found ${found.worst.join(" and ") || "nothing"}`,
      ];
  }
  return [];
}

/** A worst case as a test: "*" stays in its segment, "**" stands for any number of segments. */
function patternOf(worst: string): (resource: string) => boolean {
  if (worst === "**") return () => true;
  const [head = "", query] = worst.split(/\?(.*)/s);
  const segments = head.split("/").map((segment, i) => {
    if (segment === "**") return "(?:/.*)?";
    return (i === 0 ? "" : "/") + globOf(segment.replace(/\{[^}]*\}/g, "*"), "[^/]*");
  });
  const path = new RegExp(`^${segments.join("") || "/"}$`, "su");
  const parameters = query?.split("&").map((parameter) => new RegExp(`^${globOf(parameter, ".*")}$`, "su"));
  return (resource) => {
    const [asked = "", given] = resource.startsWith("/") ? [resource] : resource.split(/\?(.*)/s);
    return path.test(asked) && (parameters === undefined || areTaken(given?.split("&") ?? [], parameters));
  };
}

function globOf(text: string, star: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", star);
}

/** Whether each parameter has a pattern of its own. */
function areTaken([first, ...rest]: readonly string[], patterns: readonly RegExp[]): boolean {
  if (first === undefined) return patterns.length === 0;
  return patterns.some((pattern, i) => pattern.test(first) && areTaken(rest, patterns.toSpliced(i, 1)));
}
