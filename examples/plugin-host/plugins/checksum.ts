import type { Order } from "./order.ts";

export const manifest = { description: "Makes a checksum of an order" };

export const onOrder = async (order: Order): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(order)));
  return Array.from(new Uint8Array(digest, 0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
};
