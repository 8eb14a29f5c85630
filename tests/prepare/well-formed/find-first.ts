import { defineManifest } from "ambit:module";
import { exists, readText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./local.json", "./default.json"] } } });

export default async function main() {
  let found: string | undefined;
  for (const candidate of ["./local.json", "./default.json"]) {
    if (await exists(candidate)) {
      found = candidate;
      break;
    }
  }
  if (found === undefined) throw new Error("there is no settings file");
  return JSON.parse(await readText(found)) as unknown;
}
