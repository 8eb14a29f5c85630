/**
 * Two modules that mean the same have the same effects, wherever these stand.
 *
 * Rewrites that leave every call where it is are compared call by call; others may write a call several times or in
 * another file, and the sum of what happens is compared.
 */
import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import ts from "typescript";
import type { Effect, EffectReport, UnknownCall } from "../../../runtime-core/prepare/index.ts";
import { parseText, syntaxProblems } from "../../../runtime-core/prepare/1-parse/syntax.ts";
import { type Case, effectsOf } from "../../effects/cases.ts";
import { editedModules, generatedModules, microModules, reachedOf, wellFormedModules } from "../modules.ts";
import {
  literalsInConstants,
  membersByText,
  padded,
  renamed,
  sumsForTemplates,
  templatesForSums,
} from "./expressions.ts";
import { bundled, everyFile, handedOn, type ModuleRewrite, split, transformed, transpiled } from "./files.ts";
import {
  allInOneFunction,
  arrowsForFunctions,
  bodiesInFunctions,
  functionsForArrows,
  functionsReversed,
  inlined,
  parametersTakenApart,
} from "./functions.ts";
import {
  argumentsInConstants,
  branchesTurned,
  elseAfterExit,
  otherLoops,
  variablesForConstants,
  withRemarks,
} from "./statements.ts";

interface Tried {
  readonly rewrite: ModuleRewrite;
  /** Modules at least that have something to rewrite. */
  readonly least: number;
  /** Calls may come to stand several times, or in other functions. */
  readonly moves?: true;
  /** Modules whose effects differ, and why that is right. */
  readonly except?: Readonly<Record<string, string>>;
}

const BY_VAR = "the manifest, which says what values can be, is declared with `var`, and a manifest must be a `const`";
const BY_PRIVATE = { "classes-arrow-fields": "what TypeScript calls `private` is everybody's in JavaScript" };
const BY_ESBUILD = {
  ...BY_PRIVATE,
  "types-numbers": "esbuild computes with big integers, which the analysis does not",
};
const BY_WEAK_MAP = {
  ...BY_PRIVATE,
  "edited-modules.txt 3: classes with fields, accessors and parents":
    "private fields are in WeakMaps, and that these have what any method may be called on is not known",
};
const BY_ORDER = "in a bundle a file of a dynamic import is loaded when it is asked for";
const BUNDLED = {
  ...Object.fromEntries(
    [
      "edited-modules.txt 1: functions that call each other",
      "env-manifest-enum",
      "params-manifest-pattern",
      "cache.ts",
      "child-reader.ts",
      "env-units.ts",
      "read-by-name.ts",
      "suffix-host.ts",
      "cond-regexp-slashes",
    ].map((name) => [name, BY_VAR]),
  ),
  ...BY_ESBUILD,
  "edited-modules.txt 6: files that import each other": BY_ORDER,
  "modules-dynamic-again": BY_ORDER,
  "modules-exported-namespaces":
    "in a bundle a namespace has getters, which give a function as often as they are asked",
};

const REWRITES: Readonly<Record<string, Tried>> = {
  "remarks between statements": { rewrite: everyFile(withRemarks), least: 200 },
  "other names": { rewrite: everyFile(renamed), least: 200 },
  "literals in constants": { rewrite: everyFile(literalsInConstants), least: 200 },
  "arguments in constants": { rewrite: everyFile(argumentsInConstants), least: 120 },
  "parentheses and casts": { rewrite: everyFile(padded), least: 200 },
  "members named by text": { rewrite: everyFile(membersByText), least: 120 },
  "templates for sums": { rewrite: everyFile(templatesForSums), least: 40 },
  "sums for templates": { rewrite: everyFile(sumsForTemplates), least: 60 },
  "variables for constants": { rewrite: everyFile(variablesForConstants), least: 120 },
  "branches the other way round": { rewrite: everyFile(branchesTurned), least: 40 },
  "what follows an exit in its else": { rewrite: everyFile(elseAfterExit), least: 15 },
  "other loops": {
    rewrite: everyFile(otherLoops),
    least: 10,
    except: { "append-log.ts": "how often a loop runs is read off a `for` that counts, not off a `while`" },
  },
  "bodies in functions": { rewrite: everyFile(bodiesInFunctions), least: 100, moves: true },
  "all in one function": { rewrite: everyFile(allInOneFunction), least: 100, moves: true },
  "functions in another order": { rewrite: everyFile(functionsReversed), least: 10 },
  "arrows for functions": { rewrite: everyFile(arrowsForFunctions), least: 60 },
  "functions for arrows": { rewrite: everyFile(functionsForArrows), least: 40 },
  "parameters taken apart": { rewrite: everyFile(parametersTakenApart), least: 20 },
  "functions inlined": { rewrite: everyFile(inlined), least: 15, moves: true },
  "two files": { rewrite: split, least: 30 },
  "an entry that hands on": { rewrite: handedOn, least: 120 },
  "JavaScript by esbuild": { rewrite: transformed({}), least: 200, moves: true, except: BY_ESBUILD },
  "names by esbuild": {
    rewrite: transformed({ minifyIdentifiers: true }),
    least: 200,
    moves: true,
    except: BY_ESBUILD,
  },
  "minified by esbuild": { rewrite: transformed({ minify: true }), least: 200, moves: true, except: BY_ESBUILD },
  "bundled by esbuild": { rewrite: bundled({ minify: false }), least: 200, moves: true, except: BUNDLED },
  "bundled and minified by esbuild": { rewrite: bundled({ minify: true }), least: 200, moves: true, except: BUNDLED },
  "JavaScript of 2022 by TypeScript": {
    rewrite: transpiled(ts.ScriptTarget.ES2022),
    least: 200,
    moves: true,
    except: BY_PRIVATE,
  },
  "JavaScript of 2019 by TypeScript": {
    rewrite: transpiled(ts.ScriptTarget.ES2019),
    least: 200,
    moves: true,
    except: BY_WEAK_MAP,
  },
};

describe("rewrites that mean the same", () => {
  const reports = new Map<Case, EffectReport>();

  before(async () => {
    for (const module of [...microModules(), ...wellFormedModules(), ...editedModules(), ...generatedModules(100)])
      if (isSound(module)) reports.set(await reachedOf(module), await effectsOf(module));
  });

  for (const [name, { except = {}, least, moves = false, rewrite }] of Object.entries(REWRITES)) {
    it(`${name}: the effects are the same`, async () => {
      let count = 0;
      const wrong: string[] = [];
      for (const [module, report] of reports) {
        const other = await rewrite(module);
        if (other === undefined) continue;
        count++;
        const linesOf = moves ? sumsOf : callsOf;
        const [before, after] = [linesOf(report), linesOf(await effectsOf(other))];
        const isSame = before.join("\n") === after.join("\n");
        if (isSame && except[module.name] !== undefined) wrong.push(`${module.name} is no exception any more`);
        if (isSame || except[module.name] !== undefined) continue;
        wrong.push(
          [module.name, "before:", ...before, "after:", ...after, "", other.files.get(other.entry)].join("\n"),
        );
      }
      assert.equal(wrong.join("\n\n"), "");
      assert.ok(count >= least, `${count} modules`);
    }).timeout(60_000);
  }
});

/** Effects, without places. */
function callsOf({ degraded, effects, unknowns }: EffectReport): readonly string[] {
  const found = effects.map((effect) => {
    const { atOnce, multiplicity, resolution } = effect;
    return `${textOf(effect)} ${resolution} ${multiplicity.min}..${multiplicity.max} ${atOnce ? "at once" : ""}`;
  });
  return [...found, ...unknowns.map(unknownText), ...(degraded ? ["degraded"] : [])].sort();
}

/** What happens in all, from whatever call. */
function sumsOf({ degraded, effects, unknowns }: EffectReport): readonly string[] {
  const sums = new Map<string, { min: number; max: number }>();
  for (const effect of effects) {
    const { max, min } = effect.multiplicity;
    const sum = sums.get(textOf(effect)) ?? { min: 0, max: 0 };
    sums.set(textOf(effect), { min: sum.min + min, max: sum.max + (max ?? Infinity) });
  }
  const found = [...sums].map(([text, { max, min }]) => `${text} ${min}..${max}`);
  return [...found, ...new Set(unknowns.map(unknownText)), ...(degraded ? ["degraded"] : [])].sort();
}

function textOf({ call, carries, kind, phase, reason, resource, worstCase }: Effect): string {
  return `${phase} ${call} ${kind} ${resource ?? `unknown:${reason}`} worst ${worstCase} ${carries.join()}`;
}

function unknownText({ kinds, phase, reason }: UnknownCall): string {
  return `${phase} unknown:${reason} ${kinds?.join() ?? "anything"}`;
}

/** Tools refuse texts with errors. */
function isSound({ entry, files }: Case): boolean {
  return syntaxProblems(parseText(entry, files.get(entry) ?? "", "ts")).length === 0;
}
