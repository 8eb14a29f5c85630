import { defineManifest } from "ambit:module";
import { env } from "ambit:env";

export const manifest = defineManifest({ env: { DEBUG: { type: "string", default: "" } } });

function debug(...values: unknown[]): void {
  if (env.get("DEBUG") !== "") console.debug(...values);
}

export default async function main({ items }: { items: readonly number[] }) {
  debug("items", items);
  return items.reduce((sum, item) => sum + item, 0);
}
