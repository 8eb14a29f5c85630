import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./names.txt"] } } });

/** @param {{ index: number }} args */
export default async function main({ index }) {
  return (await readText("./names.txt")).split("\n")[index];
}
