/** Every prefix of every module of the repository is prepared, as if it were typed sign by sign. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { prepare, type PreparedModule, StepCache } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { type Case, findForeignCases, foreignEffectsOf } from "../effects/cases.ts";
import { exampleModules, fixtureModules, microModules, pageModules, wellFormedModules } from "./modules.ts";

/** Texts up to this length are typed sign by sign, longer ones token by token. */
const SHORT = 120;
const TOKEN = /\s*(?:[A-Za-z_$][\w$]*|\d+|\/\/.*|"[^"\n]*"|[^])/g;

const MODULES: Readonly<Record<string, readonly Case[]>> = {
  "micro cases": microModules(),
  "well-formed modules": wellFormedModules(),
  examples: exampleModules(),
  "examples of the pages": pageModules(),
  fixtures: fixtureModules(),
};

describe("prepare()", () => {
  for (const [what, modules] of Object.entries(MODULES)) {
    it(`prepares every prefix of the ${what}`, async () => {
      for (const module of modules) await prepareAll(module);
    }).timeout(180_000);
  }
});

describe("effectsOf()", () => {
  for (const profile of ["node", "deno", "workers"] as const) {
    it(`examines every prefix of the cases of ${profile}`, () => {
      for (const module of findForeignCases(profile)) {
        const text = module.files.get(module.entry) ?? "";
        for (const end of ends(text)) {
          const files = new Map(module.files).set(module.entry, text.slice(0, end));
          foreignEffectsOf({ ...module, files }, profile);
        }
      }
    }).timeout(180_000);
  }
});

/** Prepares all prefixes of the entry and of the files that it imports. */
async function prepareAll({ entry, files, name }: Case): Promise<void> {
  const cache = new StepCache();
  const whole = await prepare(entry, new MemoryWorkspace(Object.fromEntries(files)), { cache });
  for (const path of whole.files.keys()) {
    const text = files.get(path) ?? "";
    for (const end of ends(text)) {
      const typed = new Map(files).set(path, text.slice(0, end));
      const workspace = new MemoryWorkspace(Object.fromEntries(typed));
      const prepared = await prepare(entry, workspace, { cache }).catch((cause: unknown) => {
        throw new Error(`${name}: the first ${end} signs of ${path}`, { cause });
      });
      checkPlaces(prepared, typed);
    }
  }
}

function ends(text: string): readonly number[] {
  if (text.length <= SHORT) return Array.from({ length: text.length + 1 }, (_, end) => end);
  return [0, ...Array.from(text.matchAll(TOKEN), ({ 0: token, index }) => index + token.length)];
}

/** Whatever is found stands within a text. */
function checkPlaces({ diagnostics, effects }: PreparedModule, texts: ReadonlyMap<string, string>): void {
  for (const { file, span } of [...diagnostics, ...effects.effects, ...effects.unknowns, ...effects.faults]) {
    const length = texts.get(file)?.length ?? 0;
    assert.ok(0 <= span.start && span.start <= span.end && span.end <= length, `${file}: ${JSON.stringify(span)}`);
  }
}
