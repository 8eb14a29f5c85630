/** What can be known of an expression from its text. */
import { Script } from "node:vm";

/** What is wrong with a condition as text; V8 itself would take it and never stop. */
export function syntaxError(condition: string | undefined): string | undefined {
  if (condition === undefined || condition.trim() === "") return undefined;
  const { message } = parse(condition);
  return message === undefined ? undefined : `The condition is no expression: ${message}`;
}

/** Whether an expression names private fields, which V8 finds only where neither a block nor a function stands around them. */
export function namesPrivate(expression: string): boolean {
  return parse(expression).privateNames.size > 0;
}

interface Parsed {
  /** Private fields of classes around it. */
  readonly privateNames: ReadonlySet<string>;
  /** Why V8 does not take it. */
  readonly message: string | undefined;
}

/** V8 lets expressions of a debugger name the private fields of any class, but a script only those of a class around: so one is made that has them. */
function parse(expression: string): Parsed {
  const privateNames = new Set<string>();
  for (;;) {
    const fields = [...privateNames].map((name) => `${name};`).join(" ");
    const message = messageOf(fields === "" ? `(${expression}\n)` : `(class { ${fields} in() { (${expression}\n) } })`);
    const name = /^Private field '(#[^']+)'/.exec(message ?? "")?.[1];
    if (name === undefined || privateNames.has(name)) return { privateNames, message };
    privateNames.add(name);
  }
}

function messageOf(source: string): string | undefined {
  try {
    void new Script(source);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
