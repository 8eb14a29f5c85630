/**
 * Invariant: what `prepare` gives after any edits is what it gives from scratch.
 *
 * `AMBIT_REPLAY_TIMES=20 AMBIT_REPLAY_SEED=7 npm test -- tests/prepare/replay` replays twenty times as many edits, others
 * than those of each day.
 */
import { describe, it } from "mocha";
import type { Case } from "../../effects/cases.ts";
import {
  editedModules,
  exampleModules,
  fixtureModules,
  generatedModules,
  microModules,
  pageModules,
  wellFormedModules,
} from "../modules.ts";
import { replay } from "./replay.ts";

const TIMES = Number(process.env["AMBIT_REPLAY_TIMES"] ?? 1);
const SEED = Number(process.env["AMBIT_REPLAY_SEED"] ?? 1);

/** What is edited, and how often. */
const TRACES: readonly (readonly [what: string, modules: readonly Case[], count: number])[] = [
  ["modules made for it", editedModules(), 240],
  ["well-formed modules", wellFormedModules(), 30],
  ["examples", exampleModules(), 60],
  ["made modules of 300 lines", generatedModules(300), 40],
  ["made modules of 1,000 lines", generatedModules(1000), 8],
  ["micro cases", microModules(), 10],
  ["examples of the pages", pageModules(), 8],
  ["fixtures", fixtureModules(), 8],
];

for (const [what, modules, count] of TRACES) {
  describe(`prepare() after edits of ${what}`, () => {
    for (const module of modules) {
      it(`gives of ${module.name} what it gives from scratch`, async () => {
        await replay(module, { count: count * TIMES, seed: SEED });
      }).timeout(60_000 * TIMES);
    }
  });
}
