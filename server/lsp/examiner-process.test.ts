/** Modules looked at by another process, beside looks at the same ones here. */
import { afterEach, beforeEach, describe, it } from "mocha";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { childrenOf, untilGone } from "../../tests/processes.ts";
import { Documents } from "../documents/documents.ts";
import { examine, type ModuleFile } from "../documents/examine.ts";
import { Project } from "../documents/projects.ts";
import { readSettings, severityOf } from "../documents/settings.ts";
import { findPages } from "../pages.ts";
import { ExaminerProcess } from "./examiner-process.ts";
import { summarize } from "./module-summary.ts";

const SHARED = `export const load = (id: string) => fetch("https://shared.example/" + id);\n`;
const MODULE = `import { load } from "./shared.ts";
export const manifest = { permissions: { http: { read: ["https://grant.example/"] } } };
export default () => load("1");
`;

describe("ExaminerProcess", function () {
  this.timeout(30_000);
  const { settings } = readSettings({ severities: { "symbolic/unused-grant": "hint" } });
  let root: string;
  let documents: Documents;
  let project: Project;
  let examiner: ExaminerProcess;
  /** Of other tests. */
  let children: readonly number[];

  beforeEach(() => {
    children = childrenOf(process.pid);
    root = mkdtempSync(path.join(tmpdir(), "ambit-examiner-"));
    writeFileSync(path.join(root, "package.json"), "{}");
    writeFileSync(path.join(root, "shared.ts"), SHARED);
    writeFileSync(path.join(root, "main.ts"), MODULE);
    documents = new Documents();
    project = new Project(root, { maxCachedTextLength: 0 });
    examiner = new ExaminerProcess({ documents, settings });
  });

  afterEach(async () => {
    examiner[Symbol.dispose]();
    await untilGone(childrenOf(process.pid).filter((pid) => !children.includes(pid)));
    rmSync(root, { recursive: true });
  });

  const moduleAt = (name: string): ModuleFile => {
    return { file: path.join(root, name), path: `/${name}`, project };
  };
  const here = (name: string): ReturnType<typeof examine> => {
    const style = { pageOf: findPages(), severityOf: severityOf.bind(undefined, settings) };
    return examine(moduleAt(name), project.snapshot(documents.all()), {
      summarize: (preparation) => summarize(preparation, { documents, style }),
    });
  };
  const same = async (name: string): Promise<number> => {
    const [found, expected] = [await examiner.examine(moduleAt(name)), await here(name)];
    assert.deepEqual({ error: undefined, ...found }, { error: undefined, ...expected });
    return found.summary?.findings.get(path.join(root, "shared.ts"))?.length ?? 0;
  };
  const uriOf = (name: string): string => pathToFileURL(path.join(root, name)).href;
  const open = (name: string, text: string, version = 1): unknown =>
    documents.open({ uri: uriOf(name), languageId: "typescript", version, text });

  it("finds what a look here finds, whatever is open", async () => {
    assert.equal(await same("main.ts"), 1);
    open("shared.ts", SHARED.replace("fetch", "String"));
    assert.equal(await same("main.ts"), 0);
    documents.change({ uri: uriOf("shared.ts"), version: 2 }, [
      { text: SHARED.replace("fetch(", "fetch(id) && fetch(") },
    ]);
    assert.equal(await same("main.ts"), 2);
    documents.close(uriOf("shared.ts"));
    assert.equal(await same("main.ts"), 1);
    writeFileSync(path.join(root, "shared.ts"), `${SHARED}// ${SHARED}`);
    assert.equal(await same("main.ts"), 1);
    assert.equal(await same("missing.ts"), 0);
  });

  it("looks again at a module at which the process died, with the texts that are open", async () => {
    open("shared.ts", SHARED.replace("fetch", "String"));
    assert.equal(await same("main.ts"), 0);
    const died = childrenOf(process.pid);
    assert.equal(died.length, 1);
    for (const pid of died) process.kill(pid, "SIGKILL");
    assert.equal(await same("main.ts"), 0);
    await untilGone(died);
  });

  it("rejects when it is disposed of, and its process is gone", async () => {
    const found = examiner.examine(moduleAt("main.ts"));
    const begun = childrenOf(process.pid);
    examiner[Symbol.dispose]();
    await assert.rejects(found, /Nobody looks at modules any more/);
    assert.equal(begun.length, 1);
    await untilGone(begun);
  });
});
