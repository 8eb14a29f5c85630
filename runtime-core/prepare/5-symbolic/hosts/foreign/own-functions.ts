/**
 * Functions of the program itself, not of its packages, in which stands a call that runs which were cut off can make for
 * something else: they are noted, to be looked at by themselves, and so are statements of modules that were not loaded.
 */
import { isPackageFile } from "../../../../base/file-path.ts";
import { ts } from "../../../1-parse/syntax.ts";
import type { Phase } from "../../../effect.ts";
import type { Machine } from "../../machine.ts";

/** A function or statement to be looked at, and what is said when that is too much work. */
export interface OwnLook {
  readonly file: string;
  readonly phase: Phase;
  readonly otherwise: (() => void)[];
}

/** Says that nothing is known of what a call asks for, unless its function can be looked at by itself. */
export function sayOfOwn(
  machine: Machine,
  at: { readonly file: string; readonly site: ts.Node },
  say: () => void,
): void {
  const { functions, modules, recorder } = machine;
  if (functions === undefined || isPackageFile(at.file)) return say();
  const node = partAround(at.site);
  if (node === undefined) return say();
  // What stands in no function of a module that was loaded has run, for all that it can ask for.
  if (!ts.isFunctionLike(node) && modules.get(at.file)?.running === false) return;
  const look = functions.own.get(node) ?? { file: at.file, phase: recorder.phase, otherwise: [] };
  functions.own.set(node, look);
  look.otherwise.push(say);
}

/** The outermost function around a call; else the statement of the module. Undefined where a loop makes the function. */
function partAround(site: ts.Node): ts.Node | undefined {
  let [part, isMadeOnce]: [ts.Node, boolean] = [site, true];
  for (let node = site; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isFunctionLike(node)) [part, isMadeOnce] = [node, true];
    else if (ts.isFunctionLike(part)) isMadeOnce &&= !ts.isIterationStatement(node, false);
    else part = node;
  }
  return isMadeOnce ? part : undefined;
}
