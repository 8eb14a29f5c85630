/** Functions of built-in classes, as classes inherit them that extend those. */
import { prototypesOf } from "../closures.ts";
import type { Native } from "../machine.ts";
import { PROTO, withSlot } from "../values/object.ts";

/** The same functions, but what they give is of the class that they are called on. */
export function ofSubclasses(functions: Readonly<Record<string, Native>>): Readonly<Record<string, Native>> {
  return Object.fromEntries(Object.entries(functions).map(([name, run]) => [name, ofSubclass(run)]));
}

function ofSubclass(run: Native): Native {
  return (call) => {
    const given = run(call);
    const protos = call.self.flatMap((atom) =>
      atom.kind === "object" && atom.type === "function" ? prototypesOf(atom) : [],
    );
    if (protos.length === 0) return given;
    for (const made of given)
      if (made.kind === "object") call.frame.machine.journal.write(made, withSlot(made.state, PROTO, protos));
    return given;
  };
}
