import { defineManifest } from "ambit:module";

const FEEDS = new Set(["https://news.example/feed.xml", "https://blog.example/feed.xml"]);

export const manifest = defineManifest({
  permissions: { http: { read: ["https://news.example/feed.xml", "https://blog.example/feed.xml"] } },
});

export default async function main({ feed }: { feed: string }) {
  if (!FEEDS.has(feed)) throw new Error(`"${feed}" is no feed of ours`);
  return await (await fetch(feed)).text();
}
