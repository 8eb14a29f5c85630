/**
 * Fixes of findings: how they are shown, and how they get into the files.
 */
import type { CodeData } from "../runtime-core/base/codes/table.ts";
import type { Diagnostic } from "../runtime-core/base/diagnostic.ts";
import { printable } from "../runtime-core/base/printable.ts";
import type { FilePath } from "../runtime-core/base/span.ts";
import { applyEdits, type FileEdit, type Fix, fixesOf, type PreparedModule } from "../runtime-core/prepare/index.ts";
import type { Project } from "./project.ts";
import type { ShownFix } from "./render/json.ts";
import { count } from "./render/text.ts";
import type { Terminal } from "./terminal.ts";
import { writeText } from "./write-text.ts";

/** A finding and the module whose preparation gave it. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly module: PreparedModule;
}

/** What fixes are written for. */
export interface FixWriting {
  readonly project: Project;
  readonly modules: readonly FilePath[];
  readonly terminal: Terminal;
  /** The findings of all modules as they are on the disk now. */
  findings(): Promise<readonly Finding[]>;
}

/** More rounds than any project needs: each writes what does not get into the way of something else. */
const MOST_ROUNDS = 1000;

/** What does a fix, for people. */
const COMMANDS: Readonly<Record<Fix["decision"], string>> = {
  sure: " (ambit check --fix does it)",
  grant: " (ambit check --grant writes it into the manifest)",
  choice: "",
};

/** The fix that most people want; undefined when Ambit knows nothing that it could do itself. */
export function shownFix(diagnostic: Diagnostic, module: PreparedModule): ShownFix | undefined {
  const [fix] = fixesOf(module, diagnostic);
  const edits = fix?.edits() ?? [];
  return fix === undefined || edits.length === 0 ? undefined : { title: fix.title, decision: fix.decision, edits };
}

/** What to do about a finding, behind "Fix: ". */
export function fixText(diagnostic: Diagnostic, module: PreparedModule): string | undefined {
  const fix = shownFix(diagnostic, module);
  if (fix === undefined) return undefined;
  const command =
    diagnostic.code === "static-check/missing-manifest" ? " (ambit infer --write does it)" : COMMANDS[fix.decision];
  return printable(`${fix.title.charAt(0).toLowerCase()}${fix.title.slice(1)}${command}`);
}

/** Writes what nobody has to decide about, and says what it wrote. */
export async function writeSureFixes(writing: FixWriting): Promise<void> {
  const { modules, project, terminal } = writing;
  const { written } = await write(writing, "sure", ({ diagnostic, fix, module }) => {
    const { line } = module.files.get(diagnostic.file)?.source.lineColumn(diagnostic.span.start) ?? { line: 0 };
    terminal.err(printable(`${project.shownPath(diagnostic.file)}:${line + 1}: ${fix.title}`) + "\n");
  });
  const many = count(modules.length, "module");
  terminal.err(
    written === 0 ? `There is nothing to fix without you in ${many}\n` : `Fixed ${count(written, "finding")}\n`,
  );
}

/** Writes missing grants into the manifests, and says what it wrote, and what it could not. */
export async function writeGrants(writing: FixWriting): Promise<void> {
  const { modules, project, terminal } = writing;
  const { findings, written } = await write(writing, "grant", ({ fix, module }) =>
    terminal.err(printable(`${fix.title.replace(/^Grant /, "Granted ")} to ${project.shownPath(module.path)}`) + "\n"),
  );
  const left = new Set(findings.flatMap((finding) => reasonAgainst(finding, project)));
  for (const line of left) terminal.err(`${printable(line)}\n`);
  if (written === 0 && left.size === 0) terminal.err(`No grant is missing in ${count(modules.length, "module")}\n`);
}

interface Chosen extends Finding {
  readonly fix: Fix;
  readonly edits: readonly FileEdit[];
}

/** Writes fixes of one kind until there are no more; the findings that are left, and how many were written. */
async function write(
  writing: FixWriting,
  decision: Fix["decision"],
  told: (chosen: Chosen) => void,
): Promise<{ readonly findings: readonly Finding[]; readonly written: number }> {
  const tried = new Set<string>();
  let findings = await writing.findings();
  let written = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const chosen = choose(findings, { decision, tried });
    if (chosen.length === 0) break;
    for (const each of chosen) told(each);
    written += chosen.length;
    apply(writing.project, chosen);
    findings = await writing.findings();
  }
  return { findings, written };
}

/**
 * Fixes that do not get into each other's way: a file gets one grant at a time, and other edits where they do not meet. What removes
 * one of several like things can stand in the same place again; it is tried as long as there are fewer findings each time.
 */
function choose(
  findings: readonly Finding[],
  from: { readonly decision: Fix["decision"]; readonly tried: Set<string> },
): readonly Chosen[] {
  const { decision, tried } = from;
  const chosen: Chosen[] = [];
  const taken: FileEdit[] = [];
  for (const { diagnostic, module } of findings) {
    const fix = fixesOf(module, diagnostic).find((each) => each.decision === decision);
    const place = decision === "grant" ? [] : [findings.length, diagnostic.span.start];
    const key = JSON.stringify([module.path, ...place, fix?.title]);
    if (fix === undefined || tried.has(key)) continue;
    const edits = fix.edits();
    const meets = (edit: FileEdit): boolean =>
      taken.some(({ file, span }) => {
        if (file !== edit.file) return false;
        return decision === "grant" || (span.start <= edit.span.end && edit.span.start <= span.end);
      });
    if (edits.some(meets)) continue;
    tried.add(key);
    if (edits.length === 0) continue;
    taken.push(...edits);
    chosen.push({ diagnostic, module, fix, edits });
  }
  return chosen;
}

/** Why a finding about what a module may touch cannot be answered with a grant; at most one line. */
function reasonAgainst({ diagnostic, module }: Finding, project: Project): string[] {
  const file = project.shownPath(module.path);
  const { line } = module.files.get(diagnostic.file)?.source.lineColumn(diagnostic.span.start) ?? { line: 0 };
  const place = `${project.shownPath(diagnostic.file)}:${line + 1}`;
  switch (diagnostic.code) {
    case "static-check/missing-manifest":
      return [`${file} has no manifest; ambit infer --write ${file} makes one`];
    case "symbolic/unknown-resource":
    case "symbolic/missing-permission": {
      const { call, kind, permission } = diagnostic.data as CodeData<"symbolic/missing-permission">;
      if (permission !== undefined)
        return [`Cannot write ${kind} ${permission.resource} into the manifest of ${file}: write it there yourself`];
      return [
        `No grant can be proposed for \`${call}\` in ${place}: what it reaches (${kind}) is known only when it runs`,
      ];
    }
    default:
      return [];
  }
}

/** Writes the edits of several modules; offsets are those of the texts that were prepared. */
function apply(project: Project, chosen: readonly Chosen[]): void {
  const byFile = Map.groupBy(
    chosen.flatMap(({ edits, module }) => edits.map((edit) => ({ edit, module }))),
    ({ edit }) => edit.file,
  );
  for (const [file, all] of byFile) {
    const source = all[0]?.module.files.get(file)?.source.text ?? "";
    const edits = all.map(({ edit }) => edit);
    writeText(project, file, applyEdits(source, edits));
  }
}
