import { defineManifest } from "ambit:module";
import { parent, spawn } from "ambit:modules";

export const manifest = defineManifest({
  parameters: { by: { type: "number" } },
  permissions: { modules: { spawn: ["./child-that-stays.ts"] } },
  limits: { "modules/simultaneous": 2 },
});

let sum = 0;

export function add(by: number): number {
  sum += by;
  return sum;
}

export default async function main({ by }: { by: number }) {
  const counter = await spawn("./child-that-stays.ts", { stay: true, timeout: 5000 });
  for (let i = 0; i < 3; i++) await counter.call("add", [by]);
  const total = await counter.call("add", [0]);
  await counter.finish();
  await parent()?.send(total);
  return total;
}
