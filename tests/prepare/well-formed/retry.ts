import { defineManifest } from "ambit:module";

export const manifest = defineManifest({ permissions: { http: { read: ["https://api.example/status"] } } });

async function retry<T>(attempt: () => Promise<T>, times: number): Promise<T> {
  let last: unknown;
  for (let i = 0; i < times; i++) {
    try {
      return await attempt();
    } catch (error) {
      last = error;
      await new Promise<void>((resolve) => setTimeout(resolve, 100 * 2 ** i));
    }
  }
  throw last;
}

export default async function main() {
  return await retry(async () => (await fetch("https://api.example/status")).text(), 5);
}
