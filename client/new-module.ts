/**
 * What a new module begins with: it runs as it is in any folder, since it reads itself, and shows each part of a manifest.
 */

/** @param file Its name: "main.ts", "jobs/count.mjs". */
export function newModuleText(file: string): string {
  const [, name = "main", ending = "ts"] = /([^/\\]*)\.(\w+)$/.exec(file) ?? [];
  const type = ending.includes("j") ? "" : ": { name: string }";
  return `import { readText } from "ambit:fs";
import { defineManifest } from "ambit:module";

export const manifest = defineManifest({
  description: "Counts the lines of a file beside it",
  parameters: { name: { type: "string", pattern: "^[^/]+$", default: ${JSON.stringify(name)} } },
  permissions: { fs: { read: ["./*.${ending}"] } },
  limits: { "execution/cpu-time": "200ms", "memory/heap": "32MB" },
});

export default async function main({ name }${type}) {
  const text = await readText(\`./\${name}.${ending}\`);
  return \`\${name}.${ending} has \${text.split("\\n").length} lines\`;
}
`;
}
