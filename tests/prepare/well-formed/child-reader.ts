import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({
  parameters: { name: { type: "string", pattern: "^[a-z]+$" } },
  permissions: { fs: { read: ["./data/*.txt"] } },
  limits: { "fs/read": "1MB/s" },
});

export default async function main({ name }: { name: string }) {
  return await readText(`./data/${name}.txt`);
}
