import { readText } from "ambit:fs";

const list = ["a", "b"];
const table = { one: 1, two: 2 };
const child = Object.assign(Object.create({ inherited: 1 }), { own: 1 });

export async function indexOfList(x: string) {
  if (x in list) await readText(`./d/${x}`); //! fs.read /d/* worst=/** certainty=may
}
export async function ownIndexOfList(x: string) {
  if (Object.hasOwn(list, x)) await readText(`./d/${x}`); //! fs.read /d/* worst=/** certainty=may
}
export async function nameOfTable(x: string) {
  if (Object.hasOwn(table, x)) await readText(`./d/${x}`); //! fs.read /d/one certainty=may ; fs.read /d/two certainty=may
}
export async function inheritedName(x: string) {
  if (x in child) await readText(`./d/${x}`); //! fs.read /d/own certainty=may ; fs.read /d/inherited certainty=may
}
export async function numberOfMap(x: unknown) {
  if (!new Map([[1, "one"]]).has(x as number)) return;
  if (x === 1) await readText("./number"); //! fs.read /number certainty=any
}
const numbers = new Map([[1, "one"]]);
export async function numberOfKnownMap(x: unknown) {
  if (numbers.has(x as number) && x === 1) await readText("./number"); //! fs.read /number certainty=any
}
