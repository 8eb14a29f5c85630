import { readText } from "ambit:fs";

export async function itself() {
  const object: any = {};
  try {
    object.__proto__ = object;
    await readText("./unreachable"); //! none
  } catch {
    await readText("./thrown"); //! fs.read /thrown
  }
  if (object instanceof Map) await readText("./map"); //! none
}

export async function eachOther(which: boolean) {
  const [one, other]: any[] = [{}, {}];
  if (which) one.__proto__ = other;
  else other.__proto__ = one;
  return one instanceof Map ? 1 : await readText("./plain"); //! fs.read /plain
}
