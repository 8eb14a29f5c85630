/** Language servers that people use beside ours, as npm has them. */
import path from "node:path";
import { installPeers, peerFile } from "../peers.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

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

/** The others; where they cannot be installed, only those that the project has. */
export function peers(): readonly Server[] {
  const installed = installPeers();
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
  return [
    ...own,
    {
      name: "biome lsp-proxy",
      command: [peerFile("@biomejs/cli-linux-x64", "biome"), "lsp-proxy"],
      findings: "push",
      languageFeatures: false,
    },
    {
      name: "typescript-language-server",
      command: [process.execPath, peerFile("typescript-language-server", "lib/cli.mjs"), "--stdio"],
      findings: "push",
      languageFeatures: true,
    },
    {
      name: "deno lsp",
      command: [peerFile("@deno/linux-x64-glibc", "deno"), "lsp"],
      findings: "pull",
      languageFeatures: true,
    },
  ];
}
