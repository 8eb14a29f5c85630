import { defineManifest } from "ambit:module";
import { spawn } from "ambit:modules";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./data/*.txt"] }, modules: { spawn: ["./child-reader.ts"] } },
  limits: { "modules/simultaneous": 3 },
});

export default async function main({ names }: { names: string[] }) {
  const results: unknown[] = [];
  const waiting = [...names];
  async function worker(): Promise<void> {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const child = await spawn("./child-reader.ts", { args: { name } });
      results.push(await child.result);
    }
  }
  await Promise.all(Array.from({ length: 3 }, () => worker()));
  return results;
}
