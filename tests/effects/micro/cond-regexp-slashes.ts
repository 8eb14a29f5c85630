import { readText } from "ambit:fs";
import { defineManifest } from "ambit:module";
export const manifest = defineManifest({
  parameters: { repo: { type: "string", pattern: "^[a-z-]+/[a-z-]+$" } },
});
export default async function main({ repo }: { repo: string }) {
  await fetch(`https://a.example/repos/${repo}`); //! http.read https://a.example/repos/*/* worst=https://a.example/repos/*/*
}
export async function guarded(path: string) {
  if (/^[a-z]+\/[a-z]+$/.test(path)) await readText(`/d/${path}`); //! fs.read /d/*/* worst=/d/*/* certainty=may
}
export async function named(path: string) {
  if (/^v1\/[a-z]+\/[\w-][\w.-]*\.json$/i.test(path)) await readText(`/d/${path}`); //! fs.read /d/*/*/* worst=/d/*/*/* certainty=may
}
export async function literals(path: string) {
  if (/^v1\/x-[a-z]+\/b$/.test(path)) await readText(`/d/${path}`); //! fs.read /d/v1/x-*/b worst=/d/v1/x-*/b certainty=may
}
export async function optional(path: string) {
  if (/^[a-z]+\/?[a-z]*$/.test(path)) await readText(`/d/${path}`); //! fs.read /d/* worst=/d/** certainty=may
}
export async function grouped(path: string) {
  if (/^[a-z]+(\/[a-z]+)?$/.test(path)) await readText(`/d/${path}`); //! fs.read /d/* worst=/d/** certainty=may
}
export async function parents(path: string) {
  if (/^[a-z]+\/[a-z.]+\/[a-z]+$/.test(path)) await readText(`/d/${path}`); //! fs.read /d/*/*/* worst=/** certainty=may
}
