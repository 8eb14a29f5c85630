import { defineManifest } from "ambit:module";
import { spawn } from "ambit:modules";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./data/**"] }, modules: { spawn: ["./child-reader.ts"] } },
  limits: { "modules/simultaneous": 1, "fs/read": "5MB/s" },
});

export default async function main({ name }: { name: string }) {
  const child = await spawn<string>("./child-reader.ts", {
    args: { name },
    permissions: { fs: { read: ["./data/*.txt"] } },
    limits: { "fs/read": "1MB/s" },
  });
  return await child.result;
}
