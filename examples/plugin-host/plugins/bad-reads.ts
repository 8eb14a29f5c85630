import { readText } from "ambit:fs";
import type { Order } from "./order.ts";

export const manifest = { description: "Reads what the note says", permissions: { fs: { read: ["/data/*.json"] } } };

export const onOrder = ({ note }: Order): Promise<string> => readText(`/data/${note.split(" ").at(-1)}`);
