import { defineManifest } from "ambit:module";
import { env } from "ambit:env";

export const manifest = defineManifest({
  env: { REGION: { type: "string", default: "eu" } },
  permissions: { env: { read: ["LOG_LEVEL", "PROXY", "TOKEN", "APP_*"] } },
});

const LEVELS = ["debug", "info", "error"] as const;
const level = env.get("LOG_LEVEL")?.toLowerCase() ?? "info";
const token = env.get("TOKEN");

function required(name: string): string {
  const value = env.get(name);
  if (value === undefined || value === "") throw new Error(`Set ${name}`);
  return value.trim();
}

function assertSet(value: string | undefined, name: string): asserts value is string {
  if (!value) throw new Error(`Set ${name}`);
}

export function settings() {
  assertSet(token, "TOKEN");
  const proxy = env.get("PROXY");
  const ports = ["APP_PORT", "APP_ADMIN_PORT"].map((name) => env.get(name)).filter((port) => port !== undefined);
  return {
    region: env.get("REGION")!.toUpperCase(),
    level: LEVELS.find((each) => each === level) ?? "info",
    token: token.slice(0, 4),
    proxy: typeof proxy === "string" && proxy.length > 0 ? proxy.split(":") : [],
    ports: ports.map((port) => Number.parseInt(port, 10)),
  };
}

export default function main() {
  const name = required("APP_NAME");
  const suffix = env.has("APP_SUFFIX") ? env.get("APP_SUFFIX")!.trim() : "";
  let next = env.get("APP_FIRST");
  const chain: string[] = [];
  while (next) {
    chain.push(next.trim());
    next = chain.length < 5 ? env.get(`APP_${chain.length}`) : undefined;
  }
  return [name + suffix, ...chain].join(" ");
}
