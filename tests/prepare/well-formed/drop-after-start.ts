import { defineManifest } from "ambit:module";
import { drop } from "ambit:context";
import { readText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./start.json"] } } });

const start = JSON.parse(await readText("./start.json")) as { greeting: string };
drop("fs.read", "./start.json");

export default async function main({ name }: { name: string }) {
  return `${start.greeting}, ${name}`;
}
