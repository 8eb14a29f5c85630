import { defineManifest } from "ambit:module";

export const manifest = defineManifest({
  permissions: { http: { read: ["http://localhost:8787/**", "http://127.0.0.1:9000/metrics"] } },
});

export default async function main() {
  const [health, jobs] = await Promise.all([
    fetch("http://localhost:8787/health"),
    fetch("http://localhost:8787/jobs"),
  ]);
  const metrics = await fetch("http://127.0.0.1:9000/metrics");
  return [health.ok, await jobs.json(), await metrics.text()];
}
