import { defineManifest } from "ambit:module";
import { list, readText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./notes", "./notes/*"] } } });

export default async function main() {
  const texts: Record<string, string> = {};
  for (const entry of await list("./notes")) {
    if (entry.kind === "file" && entry.name.endsWith(".md")) texts[entry.name] = await readText(entry.path);
  }
  return texts;
}
