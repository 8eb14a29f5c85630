import { defineManifest } from "ambit:module";

export const manifest = defineManifest({ permissions: { http: { read: ["https://api.example/**"] } } });

type Send = (url: string, init?: { headers?: Record<string, string> }) => Promise<Response>;

function withHeader(send: Send, name: string, value: string): Send {
  return (url, init) => send(url, { ...init, headers: { ...init?.headers, [name]: value } });
}

function timed(send: Send): Send {
  return async (url, init) => {
    const startedAt = performance.now();
    try {
      return await send(url, init);
    } finally {
      console.info(url, Math.round(performance.now() - startedAt));
    }
  };
}

const send = timed(withHeader(fetch, "accept", "application/json"));

export default async function main() {
  const [users, posts] = [await send("https://api.example/users"), await send("https://api.example/posts")];
  return [await users.json(), await posts.json()];
}
