import { defineManifest } from "ambit:module";
import { list, stat } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./site/**"] } } });

export default async function main() {
  let total = 0;
  for (const entry of await list("./site", { recursive: true })) {
    if (entry.kind === "file") total += (await stat(entry.path)).sizeBytes;
  }
  return total;
}
