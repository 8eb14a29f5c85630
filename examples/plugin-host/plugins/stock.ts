import { readText } from "ambit:fs";
import type { Order } from "./order.ts";

export const manifest = {
  description: "Looks whether there is enough",
  permissions: { fs: { read: ["/data/*.json"] } },
};

export async function onOrder(_order: Order): Promise<string> {
  const { pieces } = JSON.parse(await readText("/data/stock.json")) as { pieces: number };
  return `${pieces} left`;
}
