import { defineManifest } from "ambit:module";
import { writeText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { write: ["./log.txt"] } },
  limits: { "fs/total-new-files": 1 },
});

async function log(line: string): Promise<void> {
  await writeText("./log.txt", `${line}\n`, { mode: "append" });
}

export default async function main() {
  for (let step = 0; step < 100; step++) await log(`step ${step}`);
}
