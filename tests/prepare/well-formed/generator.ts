import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./parts/1.txt", "./parts/2.txt", "./parts/3.txt"] } },
});

async function* parts() {
  for (const number of [1, 2, 3]) yield await readText(`./parts/${number}.txt`);
}

export default async function main() {
  let text = "";
  for await (const part of parts()) text += part;
  return text;
}
