import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./pages/*.md"] } } });

export default async function main({ page }: { page: string }) {
  return await readText(`./pages/${page}.md`);
}
