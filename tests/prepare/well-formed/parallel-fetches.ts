import { defineManifest } from "ambit:module";

const HOSTS = ["https://a.example", "https://b.example", "https://c.example"];

export const manifest = defineManifest({
  permissions: { http: { read: ["https://a.example/health", "https://b.example/health", "https://c.example/health"] } },
  limits: { "http/simultaneous": 3 },
});

export default async function main() {
  const replies = await Promise.allSettled(HOSTS.map((host) => fetch(`${host}/health`)));
  return replies.map((reply) => reply.status);
}
