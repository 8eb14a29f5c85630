/** What the server does with a module that is not open, elsewhere: the same texts, the same settings, the same summary. */
import { MAX_CLOSED_TEXT_LENGTH } from "../documents/closed-modules.ts";
import { Documents } from "../documents/documents.ts";
import { type Examination, examine } from "../documents/examine.ts";
import { Project } from "../documents/projects.ts";
import { severityOf } from "../documents/settings.ts";
import type { PageOf } from "./convert.ts";
import type { ExaminerTask, RemoteSummary } from "./examiner-process.ts";
import { summarize } from "./module-summary.ts";

/** The texts that are open, as they were with the last task, and what is known of projects. */
export class ModuleExaminer {
  readonly #documents = new Documents();
  readonly #projects = new Map<string, Project>();
  readonly #pageOf: PageOf;

  constructor(pageOf: PageOf) {
    this.#pageOf = pageOf;
  }

  /** Looks at a module. Never rejects. */
  async examine({ closed, file, opened, path, root, settings }: ExaminerTask): Promise<Examination<RemoteSummary>> {
    for (const uri of closed) this.#documents.close(uri);
    for (const document of opened) this.#documents.open({ ...document, languageId: "" });
    const project = this.#projects.get(root) ?? new Project(root, { maxCachedTextLength: MAX_CLOSED_TEXT_LENGTH });
    this.#projects.set(root, project);
    const style = { pageOf: this.#pageOf, severityOf: severityOf.bind(undefined, settings) };
    try {
      return await examine({ file, path, project }, project.snapshot(this.#documents.all()), {
        summarize: (preparation) => {
          const { project: _own, ...summary } = summarize(preparation, { documents: this.#documents, style });
          return summary;
        },
      });
    } finally {
      project.cache.forget(path);
    }
  }
}
