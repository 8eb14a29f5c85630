import { readText } from "ambit:fs";

export async function alone(x: string) {
  if (!x.includes("/") && !x.includes("..")) await readText(`./d/${x}/q`); //! fs.read /d/*/q worst=/d/*/q certainty=may
}
export async function sideBySide(x: string, y: string) {
  if (x.includes("/") || x.includes("..") || y.includes("/") || y.includes("..")) return;
  await readText(`./d/${x}${y}/q`); //! fs.read /d/*/q worst=/** certainty=may
  await readText(`./d/${x}-${y}/q`); //! fs.read /d/*-*/q worst=/d/*-*/q certainty=may
}
export async function behindDot(x: string) {
  if (x.includes("/") || x.includes("..")) return;
  await readText(`./d/.${x}/q`); //! fs.read /d/.*/q worst=/** certainty=may
}
export async function nothing(x: string) {
  if (/^[a-z]*$/.test(x)) await readText(`./d/..${x}/q`); //! fs.read /d/..*/q worst=/** certainty=may
}
export async function inAUrl(x: string) {
  if (/[/\\?#%]/.test(x) || x.includes("..") || x.includes("/") || x.includes("%")) return;
  await fetch(`https://a.example/d/${x}/q`); //! http.read https://a.example/d/*/q worst=https://a.example/** certainty=may
}
