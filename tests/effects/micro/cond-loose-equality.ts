import { readText } from "ambit:fs";

export async function number(x: any) {
  if (x == 16) await readText(`./d/${x}`); //! fs.read /d/* worst=/** certainty=may
}
export async function missing(x: any) {
  if (x == null) await readText(`./d/${x}`); //! fs.read /d/null certainty=may ; fs.read /d/undefined certainty=may
}
export async function text(x: any) {
  if (x == "abc") await readText(`./d/${x}`); //! fs.read /d/abc certainty=may
}
