/**
 * Calls that a program of another host makes by the name of a host function, where the budget cut off the run: what object
 * a method is called on may have been lost, or not have come there yet, so each such call is said that nothing is known of.
 */
import type { HostModel, Profile } from "../../../../capabilities/profiles/profile.ts";
import { HOST_FOLDER } from "../../../1-parse/foreign-program.ts";
import { ts } from "../../../1-parse/syntax.ts";
import type { Machine } from "../../machine.ts";
import { writtenMember } from "../../written.ts";

/** Names that the language has for something else: `map.get(key)`, `Promise.resolve(value)`. */
const OF_LANGUAGE: ReadonlySet<string> = new Set(
  [Object, Array, Function, Map, Promise, RegExp, String].flatMap((each) => [
    ...Object.getOwnPropertyNames(each),
    ...Object.getOwnPropertyNames(each.prototype),
  ]),
);

const namesOf = new WeakMap<Profile, ReadonlySet<string>>();

/** Says which calls by the names of host functions were not seen to do anything. */
export function reportUnseen(machine: Machine): void {
  const { cutIn, input, journal, recorder } = machine;
  const names = askingNames(machine.profile);
  const seen = recorder.sites();
  journal.dead = false;
  recorder.phase = cutIn ?? "init";
  for (const [file, source] of input.files) {
    if (file.endsWith(".json") || file.startsWith(HOST_FOLDER)) continue;
    const queue: ts.Node[] = [source];
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      if (ts.isCallExpression(node) && !seen.has(node) && names.has(writtenMember(node.expression) ?? ""))
        recorder.unknown({
          file,
          site: node,
          reason: "budget",
          detail: "the function that is called is not known",
          kinds: null,
        });
      ts.forEachChild(node, (child) => void queue.push(child));
    }
  }
}

/** The names of the functions of a host that ask for something. */
function askingNames(profile: Profile): ReadonlySet<string> {
  let names = namesOf.get(profile);
  if (names === undefined) {
    const tables = [...Object.values(profile.modules), ...Object.values(profile.objects).map(({ members }) => members)];
    names = new Set(tables.flatMap(askingIn).filter((name) => !OF_LANGUAGE.has(name)));
    namesOf.set(profile, names);
  }
  return names;
}

function askingIn(table: Readonly<Record<string, HostModel>>): readonly string[] {
  return Object.entries(table).flatMap(([name, model]) => {
    if (model.kind === "object") return askingIn(model.members);
    return model.kind === "function" && model.needs.length > 0 ? [name] : [];
  });
}
