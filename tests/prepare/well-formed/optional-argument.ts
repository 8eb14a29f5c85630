import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./default.txt", "./texts/*.txt"] } } });

export default async function main({ name }: { name?: string }) {
  const file = name === undefined ? undefined : `./texts/${name.replace(/[^a-z]/g, "")}.txt`;
  return await readText(file ?? "./default.txt");
}
