import type { Order } from "./order.ts";

export const manifest = { description: "Adds up the letters of an order" };

export const onOrder = (order: Order): string => {
  let sum = 0;
  for (const letter of JSON.stringify(order)) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return `sum ${sum}`;
};
