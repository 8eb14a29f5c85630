import { defineManifest } from "ambit:module";

export const manifest = defineManifest({ parameters: { title: { type: "string", default: "" } } });

export default async function main({ title }: { title: string }) {
  return title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
