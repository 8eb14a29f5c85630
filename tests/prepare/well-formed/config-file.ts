import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./config/app.json"] }, http: { read: ["https://api.example/**"] } },
});

interface Config {
  readonly path: string;
}

export default async function main() {
  const config = JSON.parse(await readText("./config/app.json")) as Config;
  const url = new URL(config.path, "https://api.example/");
  if (url.origin !== "https://api.example") throw new Error("not ours");
  return await (await fetch(url)).text();
}
