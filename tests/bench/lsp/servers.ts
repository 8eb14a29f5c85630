/**
 * Language servers that people use beside ours, as npm has them: those that the project does not need itself are installed
 * beside the bench when it is run for the first time.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const FOLDER = path.join(ROOT, "node_modules/.cache/ambit-bench");
const PACKAGES = {
  "@biomejs/cli-linux-x64": "2.6.8",
  "@deno/linux-x64-glibc": "2.9.6",
  "typescript-language-server": "6.0.2",
  typescript: "6.0.3",
};

/** A server and how its findings are had. */
export interface Server {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** "push": it publishes; "pull": it is asked behind each change. */
  readonly findings: "push" | "pull";
  readonly languageFeatures: boolean;
}

export const AMBIT: Server = {
  name: "ambit lsp",
  command: [process.execPath, path.join(ROOT, "bin/ambit.mjs"), "lsp", "--stdio"],
  findings: "push",
  languageFeatures: true,
};

/** The others. On other systems than Linux on x64, and without the registry, only those that the project has. */
export function peers(): readonly Server[] {
  const installed = install();
  const own: Server[] = [
    {
      name: "oxlint --lsp",
      command: [path.join(ROOT, "node_modules/.bin/oxlint"), "--lsp"],
      findings: "pull",
      languageFeatures: false,
    },
    {
      name: "tsc --lsp (TypeScript 7)",
      command: [path.join(ROOT, "node_modules/typescript-7/bin/tsc"), "--lsp", "--stdio"],
      findings: "pull",
      languageFeatures: true,
    },
  ];
  if (!installed) return own;
  const at = (file: string): string => path.join(FOLDER, "node_modules", file);
  return [
    ...own,
    {
      name: "biome lsp-proxy",
      command: [at("@biomejs/cli-linux-x64/biome"), "lsp-proxy"],
      findings: "push",
      languageFeatures: false,
    },
    {
      name: "typescript-language-server",
      command: [process.execPath, at("typescript-language-server/lib/cli.mjs"), "--stdio"],
      findings: "push",
      languageFeatures: true,
    },
    { name: "deno lsp", command: [at("@deno/linux-x64-glibc/deno"), "lsp"], findings: "pull", languageFeatures: true },
  ];
}

function install(): boolean {
  if (process.platform !== "linux" || process.arch !== "x64") return false;
  if (Object.keys(PACKAGES).every((name) => existsSync(path.join(FOLDER, "node_modules", name)))) return true;
  mkdirSync(FOLDER, { recursive: true });
  const names = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  const options = ["--prefix", FOLDER, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
  return spawnSync("npm", ["install", ...options, ...names], { stdio: "ignore" }).status === 0;
}
