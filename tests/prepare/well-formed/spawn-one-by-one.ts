import { defineManifest } from "ambit:module";
import { spawn } from "ambit:modules";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./data/*.txt"] }, modules: { spawn: ["./child-reader.ts"] } },
  limits: { "modules/simultaneous": 1 },
});

export default async function main() {
  const results: unknown[] = [];
  for (const name of ["a", "b", "c", "d"]) {
    const child = await spawn("./child-reader.ts", { args: { name } });
    results.push(await child.result);
  }
  return results;
}
