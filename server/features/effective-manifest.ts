/** `workspace/textDocumentContent`: what a module may touch and use in effect, defaults included, as JSON with comments. */
import { LIMIT_NAMES, knownLimit } from "../../runtime-core/limits/known-limits.ts";
import { printQuantity } from "../../runtime-core/limits/parse-limit.ts";
import { grantedPermissions } from "../../runtime-core/manifest/granted-permissions.ts";
import { printResource } from "../../runtime-core/permissions/parse-permission.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";

/** The text; paths in it are those from the project root. */
export function effectiveManifest({ manifest, path }: PreparedModule): string {
  if (manifest === undefined) return `// ${path} has no manifest\n`;
  const { description, env, parameters } = manifest.manifest;
  const permissions: Record<string, Record<string, string[]>> = {};
  for (const permission of grantedPermissions(manifest.manifest)) {
    const resources = ((permissions[permission.domain] ??= {})[permission.kind] ??= []);
    const text = printResource(permission);
    if (!resources.includes(text)) resources.push(text);
  }
  const shown = { ...(description === undefined ? {} : { description }), parameters, env, permissions };
  const body = JSON.stringify(shown, undefined, 2).replace(/\n\}$/, ",\n");
  return `// What ${path} may touch and use in effect\n${body}  "limits": {\n${limitLines(manifest.manifest.limits)}  }\n}\n`;
}

function limitLines(
  written: readonly { readonly name: string; readonly quantity: Parameters<typeof printQuantity>[0] }[],
): string {
  const lines = LIMIT_NAMES.flatMap((name) => {
    const own = written.find((limit) => limit.name === name)?.quantity;
    const quantity = own ?? knownLimit(name).script;
    if (quantity === undefined) return [];
    const origin = own === undefined ? "default of script" : "from the manifest";
    const value = quantity.kind === "count" ? String(quantity.value) : JSON.stringify(printQuantity(quantity));
    return [
      {
        text: `    ${JSON.stringify(name)}: ${value}`,
        origin,
      },
    ];
  });
  return lines
    .map(({ origin, text }, index) => `${text}${index === lines.length - 1 ? "" : ","} // ${origin}\n`)
    .join("");
}
