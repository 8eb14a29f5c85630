import { defineManifest } from "ambit:module";

const SOURCES = {
  rates: "https://bank.example/rates.json",
  weather: "https://weather.example/now.json",
} as const;

export const manifest = defineManifest({
  permissions: { http: { read: ["https://bank.example/rates.json", "https://weather.example/now.json"] } },
});

export default async function main({ source }: { source: keyof typeof SOURCES }) {
  return await (await fetch(SOURCES[source])).json();
}
