/**
 * Grants that findings ask for: how they are shown, and how they get into the manifests.
 */
import { writeFileSync } from "node:fs";
import type { Diagnostic } from "../runtime-core/base/diagnostic.ts";
import type { FilePath } from "../runtime-core/base/span.ts";
import type { PermissionText } from "../runtime-core/permissions/parse-permission.ts";
import { type FileEdit, grantEdits, type PreparedModule } from "../runtime-core/prepare/index.ts";
import type { Project } from "./project.ts";
import { count } from "./render/text.ts";
import type { Terminal } from "./terminal.ts";

/** A finding and the module whose preparation gave it. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly module: PreparedModule;
}

/** What grants are written for. */
export interface GrantWriting {
  readonly project: Project;
  readonly modules: readonly FilePath[];
  readonly terminal: Terminal;
  /** The findings of all modules as they are on the disk now. */
  findings(): Promise<readonly Finding[]>;
}

/** More rounds than any manifest needs: each adds a grant that was missing. */
const MOST_GRANTS = 1000;

/** What to do about a finding, behind "Fix: "; undefined when Ambit knows nothing that it could do itself. */
export function fixText(diagnostic: Diagnostic, module: PreparedModule): string | undefined {
  const permission = missingPermission(diagnostic);
  if (permission === undefined || grantEdits(module, permission).length === 0) return undefined;
  return `grant ${permissionText(permission)} (ambit check --grant writes it into the manifest)`;
}

/** Writes missing grants into the manifests, one after the other, and says what it wrote, and what it could not. */
export async function writeGrants(writing: GrantWriting): Promise<void> {
  const { project, modules, terminal } = writing;
  const tried = new Set<string>();
  const written = new Set<string>();
  let findings = await writing.findings();
  for (let round = 0; round < MOST_GRANTS; round++) {
    const next = nextGrant(findings, tried);
    if (next === undefined) break;
    const { module, permission } = next;
    tried.add(keyOf(module, permission));
    const edits = grantEdits(module, permission);
    if (edits.length === 0) continue;
    apply(project, module, edits);
    written.add(keyOf(module, permission));
    terminal.err(`Granted ${permissionText(permission)} to ${project.shownPath(module.path)}\n`);
    findings = await writing.findings();
  }
  const left = new Set(findings.flatMap((finding) => reasonAgainst(finding, project)));
  for (const line of left) terminal.err(`${line}\n`);
  if (written.size === 0 && left.size === 0)
    terminal.err(`No grant is missing in ${count(modules.length, "module")}\n`);
}

function nextGrant(
  findings: readonly Finding[],
  tried: ReadonlySet<string>,
): { readonly module: PreparedModule; readonly permission: PermissionText } | undefined {
  for (const { diagnostic, module } of findings) {
    const permission = missingPermission(diagnostic);
    if (permission !== undefined && !tried.has(keyOf(module, permission))) return { module, permission };
  }
  return undefined;
}

/** Why a finding about what a module may touch cannot be answered with a grant; at most one line. */
function reasonAgainst({ diagnostic, module }: Finding, project: Project): string[] {
  const file = project.shownPath(module.path);
  const { line } = module.files.get(diagnostic.file)?.source.lineColumn(diagnostic.span.start) ?? { line: 0 };
  const place = `${project.shownPath(diagnostic.file)}:${line + 1}`;
  switch (diagnostic.code) {
    case "static-check/missing-manifest":
      return [`${file} has no manifest; ambit infer --write ${file} makes one`];
    case "symbolic/unknown-resource": {
      const { call, kind } = diagnostic.data as { readonly call: string; readonly kind: string };
      return [
        `No grant can be proposed for \`${call}\` in ${place}: what it reaches (${kind}) is known only when it runs`,
      ];
    }
    case "symbolic/missing-permission": {
      const { permission } = diagnostic.data as { readonly permission: PermissionText };
      return [`Cannot write ${permissionText(permission)} into the manifest of ${file}: write it there yourself`];
    }
    default:
      return [];
  }
}

/** The permission that a finding asks for. */
function missingPermission(diagnostic: Diagnostic): PermissionText | undefined {
  if (diagnostic.code !== "symbolic/missing-permission") return undefined;
  return (diagnostic.data as { readonly permission: PermissionText }).permission;
}

function permissionText({ domain, kind, resource }: PermissionText): string {
  return `${domain}.${kind} ${resource}`;
}

function keyOf(module: PreparedModule, permission: PermissionText): string {
  return JSON.stringify([module.path, permission.domain, permission.kind, permission.resource]);
}

function apply(project: Project, module: PreparedModule, edits: readonly FileEdit[]): void {
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const source = module.files.get(file)?.source.text ?? "";
    const text = edits
      .filter((edit) => edit.file === file)
      .toSorted((a, b) => b.span.start - a.span.start)
      .reduce((before, { span, text: added }) => before.slice(0, span.start) + added + before.slice(span.end), source);
    writeFileSync(project.diskPath(file), text);
  }
}
