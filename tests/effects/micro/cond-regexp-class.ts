import { readText } from "ambit:fs";

export async function escapedEnd(x: string) {
  if (/^[*-\]a-z]+$/.test(x)) await readText(`./d/${x}`); //! fs.read /d/* worst=/** certainty=may
}
export async function escapedStart(x: string) {
  if (/^[\*-9q]+$/.test(x)) await readText(`./d/${x}`); //! fs.read /d/* worst=/** certainty=may
}
export async function noRange(x: string) {
  if (/^[\w-]+$/.test(x)) await readText(`./d/${x}`); //! fs.read /d/* worst=/d/* certainty=may
}
export async function literalBrace(x: string) {
  if (/^[a-z]{b\/\.\.\/c}$/.test(x)) await readText(`./d/${x}`); //! fs.read /d/c* worst=/d/c* certainty=may
}
export async function setOfClasses(x: string) {
  if (/^[[a-z][^a]]+$/v.test(x)) await readText(`./d/${x}`); //! fs.read /d/* worst=/** certainty=may
}
