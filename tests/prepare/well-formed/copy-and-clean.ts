import { defineManifest } from "ambit:module";
import { copy, exists, remove } from "ambit:fs";

export const manifest = defineManifest({
  permissions: {
    fs: { read: ["./site/**", "./backup"], write: ["./backup/**"], delete: ["./backup/**"] },
  },
});

export default async function main() {
  if (await exists("./backup")) await remove("./backup", { recursive: true });
  await copy("./site", "./backup", { recursive: true });
}
