import { readText } from "ambit:fs";

export async function includes(x: string) {
  if (!x.includes("/", 5)) await readText(`./d/${x}`); //! fs.read /d/* worst=/** certainty=may
}
export async function startsWith(x: string) {
  if (x.startsWith("./d/", 5)) await readText(x); //! fs.read unknown:parameter worst=/** certainty=may
}
