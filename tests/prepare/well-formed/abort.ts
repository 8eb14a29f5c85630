import { defineManifest } from "ambit:module";

export const manifest = defineManifest({ permissions: { http: { read: ["https://slow.example/**"] } } });

export default async function main({ path }: { path: string }) {
  const url = new URL(path, "https://slow.example/");
  if (url.host !== "slow.example" || url.protocol !== "https:") throw new TypeError("another host");
  return await (await fetch(url, { signal: AbortSignal.timeout(500) })).text();
}
