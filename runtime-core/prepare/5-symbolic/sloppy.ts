/** What ECMA-262 allows outside strict mode, where CommonJS files run. */
import type { FilePath } from "../../base/span.ts";
import type { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import type { Machine } from "./machine.ts";
import { joinValues, type Value } from "./values/value.ts";

/** Whether a file may not be strict. */
export function isSloppy({ input, profile }: Machine, file: FilePath): boolean {
  return profile.foreign !== undefined || input.commonJs?.has(file) === true;
}

/** What `this` is in a function of a file: the global object where it is called on nothing. ECMA-262 §10.2.1.2. */
export function selfIn(machine: Machine, file: FilePath, self: Value): Value {
  const { globals } = machine;
  if (globals === undefined || machine.input.commonJs?.has(file) !== true) return self;
  const given = self.filter(({ kind }) => kind !== "undefined" && kind !== "null");
  return given.length === self.length ? self : joinValues(given, [globals]);
}

/** `with (object) …`: the names inside can be those of the object. */
export function executeWith(frame: Frame, node: ts.WithStatement): void {
  frame.evaluate(node.expression);
  frame.machine.recorder.unknown({
    file: frame.file,
    site: node.expression,
    reason: "reflection",
    detail: "`with` makes the names inside mean something else",
    kinds: null,
  });
  frame.execute(node.statement);
}
