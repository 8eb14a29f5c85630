import { defineManifest } from "ambit:module";
import { remaining } from "ambit:context";
import { writeText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { create: ["./out/*.txt"] } },
  limits: { "fs/total-new-files": 50 },
});

export default async function main({ texts }: { texts: string[] }) {
  let written = 0;
  for (const text of texts) {
    if ((remaining("fs/total-new-files") ?? 0) === 0) break;
    await writeText(`./out/${written}.txt`, text, { mode: "create" });
    written += 1;
  }
  return written;
}
