import type { Order } from "./order.ts";

export const manifest = { description: "Waits a little, as if it asked somebody" };

export async function onOrder({ id }: Order): Promise<string> {
  await new Promise<void>((resolve) => setTimeout(resolve, 20));
  return `reminded of ${id}`;
}
