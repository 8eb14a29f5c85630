import { defineManifest } from "ambit:module";

const api = "https://api.example/";

export const manifest = defineManifest({ permissions: { http: { read: [`${api}**`] } } });

export default async function main() {
  let next: string | null = `${api}items`;
  const pages: unknown[] = [];
  while (next !== null && next.startsWith(api)) {
    const reply: Response = await fetch(next);
    pages.push(await reply.json());
    next = reply.headers.get("x-next");
  }
  return pages;
}
