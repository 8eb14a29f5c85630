import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";
import { READABLE } from "./lib/readable.ts";

export const manifest = defineManifest({ permissions: { fs: { read: [...READABLE, "./extra.txt"] } } });

export default async function main() {
  return [await readText("./a.txt"), await readText("./b.txt"), await readText("./extra.txt")].join("");
}
