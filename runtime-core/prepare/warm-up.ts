/** The parser and the steps run once over a small module, so that the first keystroke does not wait for V8 to get going. */
import type { Workspace } from "../base/workspace.ts";
import { prepare } from "./prepare.ts";

const MODULE = `
import { readText } from "ambit:fs";
export const manifest = { permissions: { fs: { read: ["./a/*.json"] }, http: { read: ["https://a.example/**"] } }, limits: { "fs/read": "1MB/s" } };
export default async function main({ name }: { name: string }) {
  for (const one of [name, "b"]) if (one !== "") await fetch(\`https://a.example/\${one}\`, { method: "GET" });
  return JSON.parse(await readText(\`./a/\${name}.json\`)) as unknown;
}
`;

const WORKSPACE: Workspace = {
  read: (path) => (path === "/warm-up.ts" ? { kind: "text", text: MODULE } : { kind: "missing" }),
  list: () => [],
};

/** Prepares a module of our own; for hosts that wait for their first text anyway. About 50 ms, once. */
export async function warmUp(): Promise<void> {
  await prepare("/warm-up.ts", WORKSPACE);
}
