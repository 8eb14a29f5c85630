import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({
  parameters: { city: { type: "string", pattern: "^[a-z-]+$" } },
  permissions: { fs: { read: ["./stations/*.json"] } },
});

export default async function main({ city }: { city: string }) {
  return JSON.parse(await readText(`./stations/${city}.json`));
}
