import { defineManifest } from "ambit:module";
import { exists, readText, writeText } from "ambit:fs";

export const manifest = defineManifest({
  parameters: { key: { type: "string", pattern: "^[a-f0-9]{8}$" } },
  permissions: {
    fs: { read: ["./cache/*"], write: ["./cache/*"] },
    http: { read: ["https://objects.example/*"] },
  },
});

export default async function main({ key }: { key: string }) {
  const file = `./cache/${key}`;
  if (await exists(file)) return await readText(file);
  const text = await (await fetch(`https://objects.example/${key}`)).text();
  await writeText(file, text);
  return text;
}
