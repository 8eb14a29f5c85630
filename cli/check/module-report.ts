/**
 * One module checked, and what is shown of it: plain data that crosses from a worker thread. No tree is kept for it.
 */
import type { Severity } from "../../runtime-core/base/codes/code.ts";
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { prepare, type PreparedModule, StepCache } from "../../runtime-core/prepare/index.ts";
import { faultText } from "../fault-text.ts";
import { fixText, shownFix } from "../fixes.ts";
import type { Project } from "../project.ts";
import { diagnosticJson, sourcesOf } from "../render/json.ts";
import { diagnosticText } from "../render/text.ts";
import { colorsThat } from "../terminal.ts";

/** How findings are shown: as JSON objects, or as text for a terminal. */
export type View =
  | { readonly kind: "json" }
  | { readonly kind: "text"; readonly colored: boolean; readonly columns: number | undefined };

/** A finding as it is shown. */
export interface ReportedFinding {
  /** Equal for the same finding of several modules, in a file that they share. */
  readonly key: string;
  readonly severity: Severity;
  /** A block of text, or a JSON text. */
  readonly shown: string;
}

/** What checking a module gave. */
export type ModuleReport =
  | { readonly kind: "checked"; readonly findings: readonly ReportedFinding[] }
  /** A fault of ours; the module is not checked. */
  | { readonly kind: "failed"; readonly reason: string };

/** Of files that modules import: those that follow each other share few, and what lies longer makes collecting garbage slow. */
const MAX_TEXT_LENGTH = 50_000;

/** Checks modules of one project, one after the other. */
export class ModuleChecker {
  readonly #project: Project;
  readonly #view: View;
  readonly #cache = new StepCache({ maxTextLength: MAX_TEXT_LENGTH });

  constructor(project: Project, view: View) {
    this.#project = project;
    this.#view = view;
  }

  /** Never rejects. */
  async check(module: FilePath): Promise<ModuleReport> {
    try {
      const prepared = await prepare(module, this.#project.workspace, { cache: this.#cache });
      const show = this.#shower(prepared);
      const findings = prepared.diagnostics.map((one) => ({
        key: keyOf(one),
        severity: one.severity,
        shown: show(one),
      }));
      return { kind: "checked", findings };
    } catch (error) {
      return { kind: "failed", reason: faultText(error) };
    } finally {
      this.#cache.forget(module);
    }
  }

  #shower(prepared: PreparedModule): (one: Diagnostic) => string {
    const sourceOf = sourcesOf([prepared], this.#project.workspace);
    if (this.#view.kind === "json")
      return (one) => JSON.stringify(diagnosticJson(one, sourceOf, shownFix(one, prepared)));
    const { colored, columns } = this.#view;
    const shownPath = (file: FilePath): string => this.#project.shownPath(file);
    const context = { colors: colorsThat(colored), columns, sourceOf, shownPath };
    return (one) => `${diagnosticText(one, fixText(one, prepared), context)}\n`;
  }
}

/** What tells one finding from another. */
export function keyOf({ code, file, message, span }: Diagnostic): string {
  return JSON.stringify([file, span.start, span.end, code, message]);
}
