import type { Order } from "./order.ts";

export const manifest = { description: "Names the order as a part of a URL" };

export const onOrder = ({ id, buyer }: Order): string => `${buyer.toLowerCase().replace(/\W+/g, "-")}-${id}`;
