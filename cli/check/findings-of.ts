/** The findings of modules with what is known of them, for whoever wants to write fixes. */
import type { FilePath } from "../../runtime-core/base/span.ts";
import { prepare, StepCache } from "../../runtime-core/prepare/index.ts";
import type { Finding } from "../fixes.ts";
import type { Project } from "../project.ts";
import { keyOf } from "./module-report.ts";

/** Findings of all modules as they are on the disk; one that several modules share (in a file that they import) once. */
export async function findingsOf(project: Project, modules: readonly FilePath[]): Promise<Finding[]> {
  const cache = new StepCache();
  const byKey = new Map<string, Finding>();
  for (const path of modules) {
    const module = await prepare(path, project.workspace, { cache });
    for (const diagnostic of module.diagnostics) {
      const key = keyOf(diagnostic);
      if (!byKey.has(key)) byKey.set(key, { diagnostic, module });
    }
  }
  return [...byKey.values()];
}
