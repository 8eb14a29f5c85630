import { writeText } from "ambit:fs";
import type { Order } from "./order.ts";

export const manifest = {
  description: "Keeps a line of each order",
  permissions: { fs: { write: ["/log/orders.txt"] } },
  limits: { "fs/write": "10kB/s" },
};

export async function onOrder({ id, cents }: Order): Promise<string> {
  await writeText("/log/orders.txt", `${id} ${cents}\n`, { mode: "append" });
  return "written";
}
