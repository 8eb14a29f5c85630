import { readText } from "ambit:fs";

export async function notANumber() {
  if (!(Number("abc") <= 1)) await readText("./le"); //! fs.read /le
  if (Number("abc") >= 1) await readText("./ge"); //! none
  if (Object.is(Number.NaN, Number("abc"))) await readText("./is"); //! fs.read /is
}
export async function fromOutside(x: { length: number }) {
  if (!(x.length >= 0)) await readText("./noLength"); //! fs.read /noLength certainty=may
}
export async function ofAList(xs: string[]) {
  const all: string[] = [];
  for (const x of xs) all.push(x);
  if (!(all.length >= 0)) await readText("./never"); //! none
}
export async function minusZero() {
  if (1 / -0 > 0) await readText("./plus"); //! none
  else await readText("./minus"); //! fs.read /minus
  if (!Object.is(0, -0)) await readText("./differ"); //! fs.read /differ
}
export async function bigInts() {
  if (5n / 2n === 2n) await readText("./quotient"); //! fs.read /quotient certainty=any
  if (typeof BigInt(1) === "bigint") await readText("./type"); //! fs.read /type certainty=any
  if ((5n as unknown) !== 5) await readText("./other"); //! fs.read /other certainty=any
}
export async function constants() {
  if (Math.PI > 3 && Math.sin(0) === 0) await readText("./pi"); //! fs.read /pi
  await readText(`./${(1234).toLocaleString()}`); //! fs.read /*
}
