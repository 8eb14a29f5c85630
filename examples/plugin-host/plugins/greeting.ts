import type { Order } from "./order.ts";

export const manifest = { description: "Thanks the buyer" };

export const onOrder = ({ buyer }: Order): string => `Thank you, ${buyer}`;
