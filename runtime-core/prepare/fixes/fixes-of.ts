/**
 * The fixes of a finding, for editors and for the command line.
 *
 * Each makes its finding go away and leaves a text that can be read; what a person has to think about has none.
 */
import type { Diagnostic } from "../../base/diagnostic.ts";
import { isPackageFile } from "../../base/file-path.ts";
import type { PermissionText } from "../../permissions/parse-permission.ts";
import { moduleRelative } from "../5-symbolic/rules/asked-permission.ts";
import type { PreparedModule } from "../prepared-module.ts";
import type { Fix } from "./fix.ts";
import { awaitFixes, castFix, exportFix, globalFix, optionalFix, typeModifierFix } from "./code-fixes.ts";
import { parentFixes } from "./child-fixes.ts";
import { credentialsFix } from "./credentials.ts";
import {
  declareFix,
  duplicateGrantFix,
  grantFix,
  replaceFix,
  widerGrantFix,
  writeManifestFix,
} from "./manifest-fixes.ts";
import { raiseFix } from "./raise-limit.ts";
import { closeHostFix, secureFix, specifierFix, spellingFix } from "./text-fixes.ts";

/** The fixes, the one that most people want first; none in files of packages. */
export function fixesOf(prepared: PreparedModule, diagnostic: Diagnostic): readonly Fix[] {
  const { code, data, file } = diagnostic;
  if (isPackageFile(file)) return [];
  switch (code) {
    case "parse/missing-extension":
    case "parse/missing-file":
      return specifierFix(prepared, diagnostic, (data as { readonly write?: string }).write);
    case "parse/unknown-host-module":
      return specifierFix(prepared, diagnostic, (data as { readonly nearest?: string }).nearest);
    case "manifest/unknown-section":
    case "manifest/unknown-key":
    case "manifest/unknown-permission-domain":
    case "manifest/unknown-permission-kind":
    case "manifest/unknown-limit":
    case "manifest/unknown-keyword":
      return spellingFix(prepared, diagnostic, (data as { readonly nearest?: string }).nearest);
    case "manifest/duplicate-grant":
      return duplicateGrantFix(prepared, diagnostic);
    case "manifest/file-not-granted": {
      const resource = (data as { readonly path: string }).path.replace(/[*{}\\]/g, "\\$&");
      return grantFix(prepared, { domain: "fs", kind: "read", resource });
    }
    case "manifest/secret-not-granted":
      return grantFix(prepared, {
        domain: "secrets",
        kind: "use",
        resource: (data as { readonly secret: string }).secret,
      });
    case "manifest/exceeds-importer": {
      const { permission } = data as { readonly permission?: PermissionText };
      return permission === undefined ? [] : grantFix(prepared, moduleRelative(permission, prepared.path));
    }
    case "static-check/missing-manifest":
      return writeManifestFix(prepared);
    case "static-check/misplaced-manifest":
      return exportFix(prepared, diagnostic);
    case "static-check/unknown-global":
      return globalFix(prepared, diagnostic);
    case "static-check/floating-host-call":
      return awaitFixes(prepared, diagnostic);
    case "static-check/unsupported-syntax":
      return castFix(prepared, diagnostic);
    case "static-check/type-import":
    case "static-check/undeclared-export":
      return typeModifierFix(prepared, diagnostic);
    default:
      return symbolicFixes(prepared, diagnostic);
  }
}

function grantFixes(prepared: PreparedModule, permission: PermissionText): readonly Fix[] {
  const { domain, kind, resource } = permission;
  const declared = domain === "env" && kind === "read" ? declareFix(prepared, resource) : [];
  return [...grantFix(prepared, permission), ...declared, ...widerGrantFix(prepared, permission)];
}

function symbolicFixes(prepared: PreparedModule, diagnostic: Diagnostic): readonly Fix[] {
  const { code, data } = diagnostic;
  switch (code) {
    case "symbolic/missing-permission": {
      const { permission } = data as { readonly permission?: PermissionText };
      return permission === undefined ? [] : grantFixes(prepared, permission);
    }
    case "symbolic/child-exceeds-parent":
      return parentFixes(prepared, diagnostic);
    case "symbolic/wide-grant":
      return replaceFix(prepared, diagnostic, (data as { readonly narrow: readonly string[] }).narrow);
    case "symbolic/unused-grant":
      return replaceFix(prepared, diagnostic, []);
    case "symbolic/limit-exceeded": {
      const { enough, limit } = data as { readonly limit: string; readonly enough: number };
      return raiseFix(prepared, { limit, quantity: String(enough) });
    }
    case "symbolic/absent-result": {
      const { name } = data as { readonly name?: string };
      return [...optionalFix(prepared, diagnostic), ...(name === undefined ? [] : declareFix(prepared, name))];
    }
    case "symbolic/open-host":
      return closeHostFix(prepared, diagnostic);
    case "symbolic/secret-as-text":
      return credentialsFix(prepared, diagnostic);
    case "symbolic/insecure-url":
      return secureFix(prepared, diagnostic);
    default:
      return [];
  }
}
