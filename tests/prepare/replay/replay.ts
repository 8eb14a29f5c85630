/** Replays edits, and compares after each what is prepared with a cache and from scratch. */
import assert from "node:assert/strict";
import { ts } from "../../../runtime-core/prepare/1-parse/syntax.ts";
import { emitProgram, prepare, type PreparedModule, StepCache } from "../../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../../runtime-core/workspace/index.ts";
import type { Case } from "../../effects/cases.ts";
import { reachedOf } from "../modules.ts";
import { Chance } from "./chance.ts";
import { type Edit, editTrace } from "./edit-trace.ts";

/** How much of a trace is replayed. */
export interface ReplayOptions {
  readonly count: number;
  readonly seed: number;
}

/**
 * Fails at the first edit after which something differs. Every file of a module is also the entry of one of its own, with
 * the same cache. Some preparations are given up in the middle.
 */
export async function replay(module: Case, options: ReplayOptions): Promise<void> {
  const files = new Map((await reachedOf(module)).files);
  const entries = [...files.keys()].filter((path) => !path.endsWith(".json"));
  const cache = new StepCache();
  const seed = `${module.name} ${options.seed}`;
  const chance = new Chance(seed);
  const prepareAll = async (): Promise<void> => {
    for (const entry of entries) await prepare(entry, new MemoryWorkspace(Object.fromEntries(files)), { cache });
  };
  await prepareAll();
  let number = 0;
  for (const edit of editTrace(files, { count: options.count, seed })) {
    number++;
    if (edit.text === undefined) files.delete(edit.path);
    else files.set(edit.path, edit.text);
    const workspace = new MemoryWorkspace(Object.fromEntries(files));
    const entry = chance.percent(75) ? module.entry : chance.pick(entries);
    if (chance.percent(10)) await giveUp(chance.pick(entries), workspace, { cache, rests: chance.int(4) });
    const warm = summaryOf(await prepare(entry, workspace, { cache }));
    const cold = summaryOf(await prepare(entry, workspace));
    assert.deepEqual(warm, cold, failure(module, edit, { entry, number, ...options, warm, cold }));
  }
}

/** A preparation that a newer text ends while it runs. */
async function giveUp(
  entry: string,
  workspace: MemoryWorkspace,
  { cache, rests }: { readonly cache: StepCache; readonly rests: number },
): Promise<void> {
  const controller = new AbortController();
  let left = rests;
  const pause = async (): Promise<void> => void (left-- === 0 && controller.abort());
  await prepare(entry, workspace, { cache, pause, signal: controller.signal }).catch((error: unknown) => {
    if (error !== controller.signal.reason) throw error;
  });
}

/** All of a prepared module as data. */
export function summaryOf(module: PreparedModule) {
  const { alsoRead, diagnostics, effects, files, manifest, parsed, path } = module;
  const { locate, ...written } = manifest ?? {};
  return {
    path,
    diagnostics,
    effects,
    files: [...files.values()].map(({ source, ...file }) => ({ ...file, text: source.text })),
    alsoRead: [...alsoRead],
    manifest: written,
    places: locate === undefined ? [] : pathsIn(manifest?.data).map((each) => locate(each)),
    program: emitProgram(module),
    trees: [...parsed.files.values()].map(({ syntax }) => shapeOf(syntax)),
  };
}

/** The kinds and places of all nodes. */
function shapeOf(node: ts.Node): string {
  let shape = `${node.kind} ${node.pos} ${node.end}\n`;
  ts.forEachChild(node, (child) => void (shape += shapeOf(child)));
  return shape;
}

type Summary = ReturnType<typeof summaryOf>;

function pathsIn(data: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof data !== "object" || data === null) return [path];
  const keys = Array.isArray(data) ? [...data.keys()] : Object.keys(data);
  return [path, ...keys.flatMap((key) => pathsIn((data as Record<string, unknown>)[key], [...path, key]))];
}

function failure(
  module: Case,
  edit: Edit,
  found: ReplayOptions & { entry: string; number: number; warm: Summary; cold: Summary },
): Error | undefined {
  const { cold, entry, number, seed, warm } = found;
  const parts = Object.keys(cold) as (keyof Summary)[];
  const differing = parts.filter((part) => JSON.stringify(warm[part]) !== JSON.stringify(cold[part]));
  if (differing.length === 0) return undefined;
  return new Error(
    [
      `${module.name}, seed ${seed}, edit ${number} (${edit.what} in ${edit.path}), prepared ${entry}: ${differing.join()}`,
      ...differing.flatMap((part) => [`with the cache: ${show(warm[part])}`, `from scratch: ${show(cold[part])}`]),
      `text:\n${edit.text}`,
    ].join("\n"),
  );
}

function show(part: unknown): string {
  const text = JSON.stringify(part);
  return text.length > 3000 ? `${text.slice(0, 3000)}…` : text;
}
