import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";
import { spawn } from "ambit:modules";
import type { Advice } from "./advice.ts";
import { describe } from "./weather.ts";

const api = "http://localhost:8787";

export const manifest = defineManifest({
  description: "Tells the weather at a station, with advice from a child module",
  parameters: { city: { type: "string", pattern: "^[a-z-]+$", default: "oslo" } },
  env: { UNITS: { type: "string", enum: ["metric", "imperial"], default: "metric" } },
  permissions: {
    fs: { read: ["./stations/*.json"] },
    http: { read: [`${api}/v1/forecast/*`] },
    modules: { spawn: ["./advice.ts"] },
  },
  limits: {
    "http/request": "10/s",
    "fs/read": "5MB/s",
    "execution/cpu-time": "500ms",
    "memory/heap": "32MB",
    "modules/simultaneous": 1,
  },
});

export default async function main({ city }: { city: string }) {
  const station = JSON.parse(await readText(`./stations/${city}.json`));
  const reply = await fetch(`${api}/v1/forecast/${station.id}`);
  const weather = await reply.json();
  const summary = describe(station.name, weather);
  console.log(summary);
  const child = await spawn<Advice>("./advice.ts", { args: { celsius: weather.celsius } });
  const advice = await child.result;
  return { city: station.name, celsius: weather.celsius, summary, advice: advice.text };
}
