import { defineManifest } from "ambit:module";
import { rename, writeText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./state.tmp"], delete: ["./state.tmp"], write: ["./state.tmp", "./state.json"] } },
});

export default async function main({ state }: { state: object }) {
  await writeText("./state.tmp", JSON.stringify(state));
  await rename("./state.tmp", "./state.json");
}
