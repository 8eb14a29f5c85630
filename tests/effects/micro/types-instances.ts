import { readText } from "ambit:fs";

export async function errors() {
  if (new RangeError("a") instanceof RangeError) await readText("./same"); //! fs.read /same
  if (new RangeError("a") instanceof TypeError) await readText("./other"); //! none
  if (new RangeError("a") instanceof Error) await readText(`./${new RangeError("a").name}`); //! fs.read /RangeError
}
export async function withoutPrototype() {
  if (!(Object.create(null) instanceof Object)) await readText("./bare"); //! fs.read /bare certainty=any
  if (!({} instanceof Object)) await readText("./plain"); //! none
}
export async function weak() {
  if (new Map() instanceof WeakMap) await readText("./weakMap"); //! none
  if (new WeakMap() instanceof WeakMap) await readText("./weak"); //! fs.read /weak
  if (new WeakSet() instanceof Set) await readText("./set"); //! none
}
export async function wrapped() {
  // eslint-disable-next-line unicorn/new-for-builtins
  if (typeof new String("a") === "object") await readText("./object"); //! fs.read /object certainty=any
}
