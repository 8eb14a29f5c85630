import type { Order } from "./order.ts";

export const manifest = { description: "Reads what the buyer's link says" };

const link = new URLPattern({ pathname: "/shop/:shop/*" });

export const onOrder = ({ note }: Order): string => {
  const found = /https?:\S+/.exec(note)?.[0] ?? "";
  return `shop ${link.exec(found)?.pathname.groups["shop"] ?? "unknown"}`;
};
