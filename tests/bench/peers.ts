/**
 * Programs of others that benches measure beside ours, as npm has them: installed beside the bench when one is run for the first
 * time, because no check needs their 400 MB.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";

/** Installed together: npm takes out what it is not asked for. */
const PACKAGES = {
  "@biomejs/cli-linux-x64": "2.6.8",
  "@cloudflare/workerd-linux-64": "1.20261117.1",
  "@deno/linux-x64-glibc": "2.9.6",
  "typescript-language-server": "6.0.2",
  typescript: "6.0.3",
} as const;
const FOLDER = path.resolve(import.meta.dirname, "../../node_modules/.cache/ambit-bench");

/** The path of a file of a package, once it is installed. */
export function peerFile(name: keyof typeof PACKAGES, file: string): string {
  return path.join(FOLDER, "node_modules", name, file);
}

/** Installs what is missing; false when it cannot be had: on other systems than Linux on x64, and without the registry. */
export function installPeers(): boolean {
  if (process.platform !== "linux" || process.arch !== "x64") return false;
  if (Object.keys(PACKAGES).every((name) => existsSync(path.join(FOLDER, "node_modules", name)))) return true;
  mkdirSync(FOLDER, { recursive: true });
  const names = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  const options = ["--prefix", FOLDER, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
  return spawnSync("npm", ["install", ...options, ...names], { stdio: "ignore" }).status === 0;
}
