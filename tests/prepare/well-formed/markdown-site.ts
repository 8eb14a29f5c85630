import { defineManifest } from "ambit:module";
import { createDir, list, readText, writeText } from "ambit:fs";

export const manifest = defineManifest({
  description: "Makes a page of each note",
  permissions: { fs: { read: ["./notes", "./notes/*", "./layout.html"], create: ["./public"], write: ["./public/*"] } },
  limits: { "fs/write": "10MB/s", "fs/total-new-files": 1000 },
});

export default async function main() {
  const layout = await readText("./layout.html");
  await createDir("./public");
  const made: string[] = [];
  for (const { kind, name } of await list("./notes")) {
    if (kind !== "file" || !name.endsWith(".md")) continue;
    const text = await readText(`./notes/${name}`);
    const page = name.replace(/\.md$/, ".html");
    await writeText(`./public/${page}`, layout.replace("{content}", text));
    made.push(page);
  }
  return made;
}
