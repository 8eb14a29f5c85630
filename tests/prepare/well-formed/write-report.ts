import { defineManifest } from "ambit:module";
import { createDir, writeText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { create: ["./out", "./out/reports"], write: ["./out/reports/*.md"] } },
  limits: { "fs/total-new-files": 10 },
});

export default async function main({ title }: { title: string }) {
  await createDir("./out/reports");
  for (const part of ["summary", "details", "sources"]) await writeText(`./out/reports/${part}.md`, `# ${title}\n`);
}
