import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./maybe.json"] } } });

async function load(): Promise<{ count: number } | undefined> {
  try {
    return JSON.parse(await readText("./maybe.json")) as { count: number };
  } catch (error) {
    console.warn("no count yet:", error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

export default async function main() {
  return (await load())?.count ?? 0;
}
