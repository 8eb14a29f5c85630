/**
 * What a new module begins with: it runs as it is, and shows each part of a manifest.
 */
export const NEW_MODULE = `import { readText } from "ambit:fs";
import { defineManifest } from "ambit:module";

export const manifest = defineManifest({
  description: "Counts the lines of a JSON file",
  parameters: { name: { type: "string", pattern: "^[a-z-]+$", default: "package" } },
  permissions: { fs: { read: ["./*.json"] } },
  limits: { "execution/cpu-time": "200ms", "memory/heap": "32MB" },
});

export default async function main({ name }: { name: string }) {
  const text = await readText(\`./\${name}.json\`);
  return \`\${name}.json has \${text.split("\\n").length} lines\`;
}
`;
