import { defineManifest } from "ambit:module";
import { env } from "ambit:env";

export const manifest = defineManifest({
  env: { UNITS: { type: "string", enum: ["metric", "imperial"], default: "metric" } },
  permissions: { http: { read: ["https://weather.example/metric/*", "https://weather.example/imperial/*"] } },
});

export default async function main({ city }: { city: string }) {
  return await (await fetch(`https://weather.example/${env.get("UNITS")}/${encodeURIComponent(city)}`)).json();
}
