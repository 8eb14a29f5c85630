/**
 * `ambit check`: prepares modules and says what is wrong with them.
 */
import { writeFileSync } from "node:fs";
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { PermissionText } from "../../runtime-core/permissions/parse-permission.ts";
import {
  type FileEdit,
  grantEdits,
  prepare,
  type PreparedModule,
  StepCache,
} from "../../runtime-core/prepare/index.ts";
import { EXIT } from "../exit-codes.ts";
import { openModules, type Project } from "../project.ts";
import { checkJson, sourcesOf } from "../render/json.ts";
import { count, countsText, diagnosticText } from "../render/text.ts";
import type { Terminal } from "../terminal.ts";

/** What was typed. */
export interface CheckOptions {
  readonly json?: true;
  readonly root?: string;
  readonly grant?: true;
}

/** A finding and the module whose preparation gave it. */
interface Finding {
  readonly diagnostic: Diagnostic;
  readonly module: PreparedModule;
}

/** More rounds than any manifest needs: each adds a grant that was missing. */
const MOST_GRANTS = 1000;

/** Runs the command. @returns The exit code: 0 when no finding is an error. */
export async function check(names: readonly string[], options: CheckOptions, terminal: Terminal): Promise<number> {
  const { project, modules } = openModules(names, options.root);
  if (options.grant === true) await addGrants(project, modules, terminal);
  const prepared = await prepareAll(project, modules);
  const findings = findingsOf(prepared);
  const diagnostics = findings.map((finding) => finding.diagnostic);
  const sourceOf = sourcesOf(prepared);
  if (options.json === true) terminal.out(`${JSON.stringify(checkJson(diagnostics, sourceOf), undefined, 2)}\n`);
  else {
    const context = {
      colors: terminal.colors,
      columns: terminal.columns,
      sourceOf,
      shownPath: (file: FilePath) => project.shownPath(file),
    };
    for (const finding of findings) terminal.out(`${diagnosticText(finding.diagnostic, fixText(finding), context)}\n`);
    terminal.out(`${countsText(diagnostics, modules.length, terminal.colors)}\n`);
  }
  return diagnostics.some((one) => one.severity === "error") ? EXIT.findings : EXIT.ok;
}

async function prepareAll(project: Project, modules: readonly FilePath[]): Promise<PreparedModule[]> {
  const cache = new StepCache();
  const prepared: PreparedModule[] = [];
  for (const module of modules) prepared.push(await prepare(module, project.workspace, { cache }));
  return prepared;
}

/** Findings of all modules; one that several modules share (in a file that they import) once. */
function findingsOf(prepared: readonly PreparedModule[]): Finding[] {
  const byKey = new Map<string, Finding>();
  for (const module of prepared) {
    for (const diagnostic of module.diagnostics) {
      const { code, file, span, message } = diagnostic;
      const key = JSON.stringify([file, span.start, span.end, code, message]);
      if (!byKey.has(key)) byKey.set(key, { diagnostic, module });
    }
  }
  return [...byKey.values()];
}

function fixText({ diagnostic, module }: Finding): string | undefined {
  const permission = missingPermission(diagnostic);
  if (permission === undefined || grantEdits(module, permission).length === 0) return undefined;
  return `grant ${permission.domain}.${permission.kind} ${permission.resource} (ambit check --grant writes it into the manifest)`;
}

/** The permission that a finding asks for. */
function missingPermission(diagnostic: Diagnostic): PermissionText | undefined {
  if (diagnostic.code !== "symbolic/missing-permission") return undefined;
  return (diagnostic.data as { readonly permission: PermissionText }).permission;
}

/** Writes missing grants into the manifests, one after the other, until no finding asks for another. */
async function addGrants(project: Project, modules: readonly FilePath[], terminal: Terminal): Promise<void> {
  const tried = new Set<string>();
  for (let round = 0; round < MOST_GRANTS; round++) {
    const next = findingsOf(await prepareAll(project, modules)).find((finding) => {
      const permission = missingPermission(finding.diagnostic);
      return permission !== undefined && !tried.has(keyOf(finding.module, permission));
    });
    const permission = next && missingPermission(next.diagnostic);
    if (next === undefined || permission === undefined) break;
    tried.add(keyOf(next.module, permission));
    const edits = grantEdits(next.module, permission);
    if (edits.length === 0) continue;
    apply(project, next.module, edits);
    const { domain, kind, resource } = permission;
    terminal.err(`Granted ${domain}.${kind} ${resource} to ${project.shownPath(next.module.path)}\n`);
  }
  if (tried.size === 0) terminal.err(`No grant is missing in ${count(modules.length, "module")}\n`);
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
