import { defineManifest } from "ambit:module";

const api = "https://api.example/v1";

export const manifest = defineManifest({ permissions: { http: { read: [`${api}/**`] } } });

export default async function main({ id }: { id: number }) {
  const reply = await fetch(`${api}/users/${id}`);
  if (!reply.ok) throw new Error(`status ${reply.status}`);
  const posts = await fetch(`${api}/posts?user=${id}`);
  return { user: await reply.json(), posts: await posts.json() };
}
