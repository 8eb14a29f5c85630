import type { Order } from "./order.ts";

export const manifest = { description: "Counts the words of the note" };

export const onOrder = ({ note }: Order): string => `${note.split(/\s+/).filter(Boolean).length} words`;
