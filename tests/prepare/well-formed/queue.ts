import { defineManifest } from "ambit:module";

export const manifest = defineManifest({ permissions: { http: { read: ["https://crawl.example/**"] } } });

export default async function main({ depth }: { depth: number }) {
  const root = "https://crawl.example/";
  const seen = new Set<string>([root]);
  let level = [root];
  for (let i = 0; i < depth; i++) {
    const next: string[] = [];
    for (const url of level) {
      const text = await (await fetch(url)).text();
      for (const [, link = ""] of text.matchAll(/href="([^"]+)"/g)) {
        const target = new URL(link, url).href;
        if (!target.startsWith(root) || seen.has(target)) continue;
        seen.add(target);
        next.push(target);
      }
    }
    level = next;
  }
  return [...seen];
}
