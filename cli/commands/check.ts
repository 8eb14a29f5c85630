/**
 * `ambit check`: prepares modules and says what is wrong with them.
 */
import type { Severity } from "../../runtime-core/base/codes/code.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { checkModules } from "../check/check-modules.ts";
import type { ModuleReport, ReportedFinding, View } from "../check/module-report.ts";
import { Progress } from "../check/progress.ts";
import { EXIT } from "../exit-codes.ts";
import { openModules, type Project } from "../project.ts";
import { checkJson, type CheckSummary, type JsonFinding } from "../render/json.ts";
import { summaryText } from "../render/text.ts";
import type { Terminal } from "../terminal.ts";

/** What was typed. */
export interface CheckOptions {
  readonly json?: true;
  readonly sarif?: true;
  readonly root?: string;
  readonly fix?: true;
  readonly grant?: true;
  readonly strict?: true;
  /** A positive integer. */
  readonly threads?: number;
}

/** Runs the command. @returns The exit code: 0 when no finding is an error, nor a warning if it is strict. */
export async function check(names: readonly string[], options: CheckOptions, terminal: Terminal): Promise<number> {
  const beganAt = performance.now();
  const { leftOut, projects } = openModules(names, options.root);
  for (const { folder, reason } of leftOut) terminal.err(`ambit: "${folder}" is left out: ${reason}\n`);
  if (options.fix === true || options.grant === true)
    for (const each of projects) await writeFixes({ ...each, terminal }, options);
  const { columns } = terminal;
  const format = options.sarif === true ? "sarif" : options.json === true ? "json" : "text";
  const view: View =
    format === "text" ? { kind: "text", colored: terminal.colors.isColorSupported, columns } : { kind: "json" };
  const output = new Output(format, terminal);
  const all = projects.reduce((sum, { modules }) => sum + modules.length, 0);
  const progress = new Progress(terminal, all);
  let before = 0;
  for (const { modules, project } of projects) {
    await checkModules({
      project,
      modules,
      view,
      threads: options.threads,
      onReport: (module, report) => output.add({ project, isOnly: projects.length === 1, module }, report),
      onDone: (done) => progress.show(before + done),
    });
    before += modules.length;
  }
  const { counts, unchecked } = await output.end({ modules: all, ms: performance.now() - beganAt });
  if (unchecked.length > 0) return EXIT.internal;
  return counts.error > 0 || (options.strict === true && counts.warning > 0) ? EXIT.findings : EXIT.ok;
}

/** Loaded only for those who ask for it: it brings the analysis into this thread. */
async function writeFixes(
  target: { readonly project: Project; readonly modules: readonly FilePath[]; readonly terminal: Terminal },
  { fix, grant }: CheckOptions,
): Promise<void> {
  const { findingsOf } = await import("../check/findings-of.ts");
  const { writeGrants, writeSureFixes } = await import("../fixes.ts");
  const writing = { ...target, findings: () => findingsOf(target.project, target.modules) };
  if (fix === true) await writeSureFixes(writing);
  if (grant === true) await writeGrants(writing);
}

/** A module and the project that it belongs to. */
interface CheckedModule {
  readonly project: Project;
  /** Whether no module of another project is checked. */
  readonly isOnly: boolean;
  readonly module: FilePath;
}

/** What is printed: text as it comes, or one object in the end. */
class Output {
  readonly #format: "text" | "json" | "sarif";
  readonly #terminal: Terminal;
  readonly #seen = new Set<string>();
  readonly #counts: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  readonly #unchecked: { readonly module: FilePath; readonly shown: string; readonly reason: string }[] = [];
  readonly #found: { readonly finding: JsonFinding; readonly of: CheckedModule }[] = [];

  constructor(format: "text" | "json" | "sarif", terminal: Terminal) {
    this.#format = format;
    this.#terminal = terminal;
  }

  add(of: CheckedModule, report: ModuleReport): void {
    const { module, project } = of;
    if (report.kind === "failed")
      this.#unchecked.push({ module, shown: project.shownPath(module), reason: report.reason });
    else for (const finding of report.findings) this.#addFinding(of, finding);
  }

  /** One that several modules share, in a file that they import, counts once. */
  #addFinding(of: CheckedModule, finding: ReportedFinding): void {
    const { severity, shown } = finding;
    const key = `${of.project.root} ${finding.key}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#counts[severity]++;
    if (this.#format === "text") this.#terminal.out(shown);
    else this.#found.push({ finding: JSON.parse(shown) as JsonFinding, of });
  }

  /** Prints what is left to say. */
  async end(of: { readonly modules: number; readonly ms: number }): Promise<CheckSummary> {
    const terminal = this.#terminal;
    const summary = { ...of, counts: this.#counts, unchecked: this.#unchecked.map(({ module }) => module) };
    terminal.status("");
    if (this.#format === "text") terminal.out(`${summaryText(summary, terminal.colors)}\n`);
    else terminal.out(`${JSON.stringify(await this.#object(summary), undefined, 2)}\n`);
    for (const { shown, reason } of this.#unchecked) {
      terminal.err(`ambit: ${shown} is not checked; this is a fault of Ambit, not of your module: ${reason}\n`);
    }
    return summary;
  }

  async #object(summary: CheckSummary): Promise<object> {
    if (this.#format === "sarif") {
      const { sarifLog } = await import("../render/sarif.ts");
      const findings = this.#found.map(({ finding, of }) => ({ finding, shownPath: of.project.shownPath }));
      return sarifLog(findings, this.#unchecked);
    }
    const diagnostics = this.#found.map(({ finding, of: { isOnly, project } }) => ({
      ...finding,
      ...(isOnly ? {} : { project: project.shownPath("/") || "." }),
    }));
    return checkJson(diagnostics, summary);
  }
}
