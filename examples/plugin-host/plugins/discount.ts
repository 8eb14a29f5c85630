import type { Order } from "./order.ts";

export const manifest = { description: "Gives a tenth off what costs more than 100" };

export const onOrder = ({ cents }: Order): string => (cents > 100_00 ? `${cents / 10} cents off` : "no discount");
