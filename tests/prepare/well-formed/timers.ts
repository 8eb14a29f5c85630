import { defineManifest } from "ambit:module";

export const manifest = defineManifest({ permissions: { http: { read: ["https://api.example/time"] } } });

export default async function main({ seconds }: { seconds: number }) {
  const samples: string[] = [];
  await new Promise<void>((resolve) => {
    let left = seconds;
    const timer = setInterval(() => {
      void fetch("https://api.example/time").then(async (reply) => samples.push(await reply.text()));
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      resolve();
    }, 1000);
  });
  return samples;
}
