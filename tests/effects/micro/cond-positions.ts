import { readText } from "ambit:fs";

export async function includes(x: string) {
  if (!x.includes("/", 5)) await readText(`./d/${x}`); //! fs.read /d/* worst=/** certainty=may
}
export async function startsWith(x: string) {
  if (x.startsWith("./d/", 5)) await readText(x); //! fs.read unknown:parameter worst=/** certainty=may
}
export async function known(x: string, n: number) {
  const path = `./d/${x}`;
  if (path.startsWith("./d", 5)) await readText("./starts"); //! fs.read /starts certainty=may
  if (!"./d".startsWith(".", n)) await readText("./later"); //! fs.read /later certainty=may
  if (!path.includes("./", 1)) await readText("./without"); //! fs.read /without certainty=may
}
