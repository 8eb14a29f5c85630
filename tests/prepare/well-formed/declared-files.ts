import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({
  files: { settings: { path: "./config/settings.json", schema: { type: "object" } } },
  permissions: { fs: { read: ["./config/settings.json"] } },
});

export default async function main() {
  return Object.keys(JSON.parse(await readText("./config/settings.json")) as object);
}
