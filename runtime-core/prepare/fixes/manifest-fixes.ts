/** Fixes that change the manifest. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { PermissionText } from "../../permissions/parse-permission.ts";
import { ts } from "../1-parse/syntax.ts";
import { inferGrants } from "../infer/infer-grants.ts";
import { grantEdits } from "../manifest-edits/grant-edits.ts";
import { newManifestEdits } from "../manifest-edits/new-manifest.ts";
import { replaceGrantEdits } from "../manifest-edits/replace-grant.ts";
import { nodeAt } from "../node-at.ts";
import type { PreparedModule, WrittenGrant } from "../prepared-module.ts";
import type { Fix } from "./fix.ts";

/** Adds a grant; nothing where there is no manifest. */
export function grantFix(prepared: PreparedModule, permission: PermissionText): readonly Fix[] {
  if (prepared.manifest === undefined) return [];
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
  if (edits.length === 0) return [];
  const { domain, kind } = grant.permission;
  const removal = `Remove the grant "${domain}.${kind} ${grant.text}"`;
  if (instead.length === 0) return [{ title: removal, decision: "sure", edits: () => edits }];
  const title = `Grant only ${instead.map((resource) => `"${resource}"`).join(", ")}`;
  return [{ title, decision: "choice", edits: () => edits }];
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

/** Raises a limit to what is taken, where it is written as a plain number. */
export function raiseFix(prepared: PreparedModule, { data }: Diagnostic): readonly Fix[] {
  const { limit, taken } = data as { readonly limit: string; readonly taken: number };
  const written = prepared.manifest?.limits.find((each) => each.limit.name === limit);
  const syntax = written && prepared.parsed.files.get(written.file)?.syntax;
  if (written === undefined || syntax === undefined) return [];
  const { file, span } = written;
  if (nodeAt(syntax, span, ts.isNumericLiteral) === undefined) return [];
  const edits = () => [{ file, span, text: String(taken) }];
  return [{ title: `Raise "${limit}" to ${taken}`, decision: "choice", edits }];
}

/** Writes the whole manifest that a module without one needs. */
export function writeManifestFix(prepared: PreparedModule): readonly Fix[] {
  const edits = () => newManifestEdits(prepared, inferGrants(prepared).grants, []);
  return [{ title: "Write the manifest that this module needs", decision: "choice", edits }];
}
