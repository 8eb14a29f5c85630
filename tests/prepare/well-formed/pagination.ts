import { defineManifest } from "ambit:module";

export const manifest = defineManifest({
  permissions: { http: { read: ["https://api.example/items"] } },
  limits: { "http/request": "5/s" },
});

export default async function main() {
  const all: unknown[] = [];
  let page = 1;
  for (;;) {
    const reply = await fetch(`https://api.example/items?page=${page}`);
    const { items, more } = (await reply.json()) as { items: unknown[]; more: boolean };
    all.push(...items);
    if (!more) return all;
    page += 1;
  }
}
