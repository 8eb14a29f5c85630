import { readText } from "ambit:fs";
import type { Order } from "./order.ts";

export const manifest = {
  description: "Adds the tax of the buyer's country",
  permissions: { fs: { read: ["/data/tax.json"] } },
};

export async function onOrder({ country, cents }: Order): Promise<string> {
  const rates = JSON.parse(await readText("/data/tax.json")) as Record<string, number>;
  return `tax ${Math.round((cents * (rates[country] ?? 0)) / 100)} cents`;
}
