import { defineManifest } from "ambit:module";

export const manifest = defineManifest({ permissions: { http: { write: ["https://hooks.example/deploys"] } } });

export default async function main({ version }: { version: string }) {
  const reply = await fetch("https://hooks.example/deploys", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ version, at: new Date().toISOString() }),
  });
  if (reply.status >= 400) console.error("refused", reply.status);
}
