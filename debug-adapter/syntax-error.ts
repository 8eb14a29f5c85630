import { Script } from "node:vm";

/** What is wrong with a condition as text; V8 itself would take it and never stop. */
export function syntaxError(condition: string | undefined): string | undefined {
  if (condition === undefined || condition.trim() === "") return undefined;
  try {
    void new Script(`(${condition}\n)`);
    return undefined;
  } catch (error) {
    return `The condition is no expression: ${(error as Error).message}`;
  }
}
