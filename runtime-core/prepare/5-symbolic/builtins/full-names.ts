/** The full names of built-in functions, each put together once: they are asked for far more often than there are any. */
import { Memo } from "../../memo.ts";

const STATICS = new Memo<Memo<string>>();
const METHODS = new Memo<Memo<string>>();

/** "Object.keys" */
export function staticName(owner: string, name: string): string {
  return STATICS.of(owner, () => new Memo()).of(name, () => `${owner}.${name}`);
}

/** "Array.prototype.map" */
export function methodName(owner: string, name: string): string {
  return METHODS.of(owner, () => new Memo()).of(name, () => `${owner}.prototype.${name}`);
}
