import { defineManifest } from "ambit:module";
import { load } from "./lib/load.ts";
import { API } from "./lib/constants.ts";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./lib/defaults.json"] }, http: { read: [`${API}/**`] } },
});

export default async function main({ id }: { id: string }) {
  return await load(id);
}
