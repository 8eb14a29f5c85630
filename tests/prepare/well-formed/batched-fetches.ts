import { defineManifest } from "ambit:module";

export const manifest = defineManifest({
  permissions: { http: { read: ["https://api.example/items/*"] } },
  limits: { "http/simultaneous": 4 },
});

export default async function main({ ids }: { ids: string[] }) {
  const results: unknown[] = [];
  for (let start = 0; start < ids.length; start += 4) {
    const batch = ids.slice(start, start + 4);
    const replies = await Promise.all(batch.map((id) => fetch(`https://api.example/items/${encodeURIComponent(id)}`)));
    for (const reply of replies) results.push(await reply.json());
  }
  return results;
}
