/**
 * `ambit check`: prepares modules and says what is wrong with them.
 */
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { prepare, type PreparedModule, StepCache } from "../../runtime-core/prepare/index.ts";
import { EXIT } from "../exit-codes.ts";
import { type Finding, fixText, writeGrants, writeSureFixes } from "../fixes.ts";
import { openModules, type Project } from "../project.ts";
import { checkJson, sourcesOf } from "../render/json.ts";
import { countsText, diagnosticText } from "../render/text.ts";
import type { Terminal } from "../terminal.ts";

/** What was typed. */
export interface CheckOptions {
  readonly json?: true;
  readonly root?: string;
  readonly fix?: true;
  readonly grant?: true;
  readonly strict?: true;
}

/** Runs the command. @returns The exit code: 0 when no finding is an error, nor a warning if it is strict. */
export async function check(names: readonly string[], options: CheckOptions, terminal: Terminal): Promise<number> {
  const { project, modules } = openModules(names, options.root);
  const findingsNow = async (): Promise<Finding[]> => findingsOf(await prepareAll(project, modules));
  const writing = { project, modules, terminal, findings: findingsNow };
  if (options.fix === true) await writeSureFixes(writing);
  if (options.grant === true) await writeGrants(writing);
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
    for (const { diagnostic, module } of findings)
      terminal.out(`${diagnosticText(diagnostic, fixText(diagnostic, module), context)}\n`);
    terminal.out(`${countsText(diagnostics, modules.length, terminal.colors)}\n`);
  }
  const fails = (one: Diagnostic): boolean =>
    one.severity === "error" || (options.strict === true && one.severity === "warning");
  return diagnostics.some(fails) ? EXIT.findings : EXIT.ok;
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
