/** Fixes that change the manifest. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { PermissionText } from "../../permissions/parse-permission.ts";
import { inferGrants } from "../infer/infer-grants.ts";
import { grantEdits, grantPlace } from "../manifest-edits/grant-edits.ts";
import { entryEdits } from "../manifest-edits/extend-manifest.ts";
import { hasMisplacedManifest, unexportedManifest } from "../manifest-edits/export-manifest.ts";
import type { NewValue } from "../manifest-edits/literal-edits.ts";
import { newManifestEdits } from "../manifest-edits/new-manifest.ts";
import { replaceGrantEdits } from "../manifest-edits/replace-grant.ts";
import type { PreparedModule, WrittenGrant } from "../prepared-module.ts";
import { EXPORT_MANIFEST, type Fix, fixWith } from "./fix.ts";

/** Adds a grant; nothing where there is no manifest, or none that can be written to. */
export function grantFix(prepared: PreparedModule, permission: PermissionText): readonly Fix[] {
  if (prepared.manifest === undefined || grantPlace(prepared, permission) === undefined) return [];
  const { domain, kind, resource } = permission;
  const edits = () => grantEdits(prepared, permission);
  return [{ title: `Grant "${domain}.${kind} ${resource}"`, decision: "grant", edits }];
}

/** Narrows or takes out the grant that a finding is about; nothing when it is written where others use it. */
export function replaceFix(
  prepared: PreparedModule,
  diagnostic: Diagnostic,
  instead: readonly string[],
): readonly Fix[] {
  const grant = prepared.manifest?.grants.find((each) => isAbout(diagnostic, each));
  if (grant === undefined) return [];
  const isAlike = (other: WrittenGrant): boolean =>
    instead.length === 0 && prepared.diagnostics.some((each) => each.code === diagnostic.code && isAbout(each, other));
  const edits = replaceGrantEdits(prepared, grant, { resources: instead, isAlike });
  const { domain, kind } = grant.permission;
  const removal = `Remove the grant "${domain}.${kind} ${grant.text}"`;
  if (instead.length === 0) return fixWith({ title: removal, decision: "sure" }, edits);
  const title = `Grant only ${instead.map((resource) => `"${resource}"`).join(", ")}`;
  return fixWith({ title, decision: "choice" }, edits);
}

/** A constant can be granted for several kinds: then there are several grants in one place. */
function isAbout({ data, file, span }: Diagnostic, grant: WrittenGrant): boolean {
  const { grant: printed = "", permission = "" } = data as { readonly grant?: string; readonly permission?: string };
  const { domain, kind } = grant.permission;
  const isKind = (printed + permission).startsWith(`${domain}.${kind} `);
  return isKind && grant.file === file && grant.span.start === span.start;
}

/** Takes out a grant that another one repeats. */
export function duplicateGrantFix(prepared: PreparedModule, diagnostic: Diagnostic): readonly Fix[] {
  return replaceFix(prepared, diagnostic, []);
}

/** Declares a variable of the environment, which grants it too. */
export function declareFix(prepared: PreparedModule, name: string): readonly Fix[] {
  if (prepared.manifest === undefined || !/^[A-Za-z_]\w*$/.test(name)) return [];
  const leaf: NewValue = { kind: "object", elements: [{ key: "type", value: { kind: "string", text: "string" } }] };
  const title = `Declare "${name}" in "env"`;
  return fixWith({ title, decision: "choice" }, entryEdits(prepared, ["env", name], leaf));
}

/** Adds a grant for the folder or the host that a resource lies in; nothing where that is no wider, or everything. */
export function widerGrantFix(prepared: PreparedModule, permission: PermissionText): readonly Fix[] {
  const { domain, kind } = permission;
  const resource = around(permission);
  if (resource === undefined || resource === permission.resource) return [];
  return grantFix(prepared, { domain, kind, resource }).map((fix) => ({ ...fix, decision: "choice" }));
}

/** "./in/a.json" -> "./in/*"; "https://a.example/v1/x" -> "https://a.example/**". */
function around({ domain, resource }: PermissionText): string | undefined {
  if (domain === "http" || domain === "websocket") {
    const origin = /^[a-z]+:\/\/[^/*{?]+(?=\/)/.exec(resource)?.[0];
    return origin && `${origin}/**`;
  }
  const folder = domain === "fs" ? /^(?:\.{0,2}\/)?[^*{\\]*\/(?=.)/.exec(resource)?.[0] : undefined;
  if (folder === undefined || /^(?:\.{0,2}\/)*$/.test(folder)) return undefined;
  return folder + (resource.includes("/", folder.length) || resource.includes("**") ? "**" : "*");
}

/** Writes the whole manifest that a module without one needs, or exports the one that it has. */
export function writeManifestFix(prepared: PreparedModule): readonly Fix[] {
  const file = prepared.parsed.files.get(prepared.path);
  const found = file && unexportedManifest(prepared.parsed, file);
  if (found !== undefined) return [{ title: EXPORT_MANIFEST, decision: "choice", edits: () => found.edits }];
  if (hasMisplacedManifest(prepared)) return [];
  const edits = () => newManifestEdits(prepared, inferGrants(prepared).grants, []);
  return [{ title: "Write the manifest that this module needs", decision: "choice", edits }];
}
