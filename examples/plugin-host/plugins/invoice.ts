import type { Order } from "./order.ts";

export const manifest = { description: "Writes the sum as people do" };

export const onOrder = ({ cents }: Order): string => (cents / 100).toFixed(2);
