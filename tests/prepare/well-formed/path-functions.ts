import { defineManifest } from "ambit:module";
import { readText, writeText } from "ambit:fs";
import { basename, join } from "ambit:path";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./templates/*"], write: ["./out/*"] } },
});

export default async function main({ file }: { file: string }) {
  const name = basename(file);
  const text = await readText(join("./templates", name));
  await writeText(join("./out", name), text.replaceAll("{year}", "2026"));
}
