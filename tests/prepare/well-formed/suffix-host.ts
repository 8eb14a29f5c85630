import { defineManifest } from "ambit:module";

export const manifest = defineManifest({
  parameters: { shop: { type: "string", pattern: "^[a-z]+$" } },
  permissions: { http: { read: ["https://*.shops.example/**"] } },
});

export default async function main({ shop }: { shop: string }) {
  return await (await fetch(`https://${shop}.shops.example/catalog.json`)).json();
}
