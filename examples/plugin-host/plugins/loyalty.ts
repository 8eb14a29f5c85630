import type { Order } from "./order.ts";

export const manifest = { description: "Counts the orders of each buyer, as long as it runs" };

const orders = new Map<string, number>();

export function onOrder({ buyer }: Order): string {
  const count = (orders.get(buyer) ?? 0) + 1;
  orders.set(buyer, count);
  return `order ${count} of ${buyer}`;
}
