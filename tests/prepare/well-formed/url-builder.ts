import { defineManifest } from "ambit:module";

export const manifest = defineManifest({ permissions: { http: { read: ["https://search.example/find"] } } });

export default async function main({ words, page = 1 }: { words: string[]; page?: number }) {
  const url = new URL("https://search.example/find");
  url.searchParams.set("q", words.join(" "));
  url.searchParams.set("page", String(page));
  return await (await fetch(url)).json();
}
