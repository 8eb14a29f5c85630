import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./assets/logo.svg"] } } });

export default async function main() {
  return await readText(new URL("./assets/logo.svg", import.meta.url));
}
