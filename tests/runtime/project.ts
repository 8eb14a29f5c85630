/** A project in a temporary folder and its runtime, for tests that run modules for real. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  createRuntime,
  type RunReport,
  type Runtime,
  type RuntimeOptions,
  type StartOptions,
} from "../../runtime-core/index.ts";

/** What a run said: its report, and the lines that it wrote. */
export interface Finished extends RunReport {
  readonly lines: readonly string[];
}

/** What the entry of a module, given as its body, came to. */
export interface FinishedBody extends Finished {
  /** Why it did not complete; "" when it did. */
  readonly error: string;
}

/** A project on the disk. */
export interface Project extends AsyncDisposable {
  readonly root: string;
  readonly runtime: Runtime;
  write(path: string, text: string): void;
  /** Runs a module to its end. */
  run(path: string, options?: StartOptions): Promise<Finished>;
  /** Runs a module with this entry as "/main.ts", whatever the check says of it. */
  runBody(body: string, module?: { readonly manifest?: object; readonly imports?: string }): Promise<FinishedBody>;
}

/** Makes a project of these files, by path from its root: `{ "/main.ts": "…" }`. */
export async function makeProject(
  files: Readonly<Record<string, string>>,
  options: Omit<RuntimeOptions, "root"> = {},
): Promise<Project> {
  const root = mkdtempSync(join(tmpdir(), "ambit-project-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("/package.json", '{ "type": "module" }');
  for (const [path, text] of Object.entries(files)) write(path, text);
  const runtime = await createRuntime({ ...options, root });
  return {
    root,
    runtime,
    write,
    run: (path, options) => finish(runtime, path, options),
    async runBody(body, { manifest = {}, imports = "" } = {}) {
      write("/main.ts", moduleText(manifest, body, imports));
      const finished = await finish(runtime, "/main.ts", { skipCheck: true });
      return { ...finished, error: finished.outcome.cause?.message ?? "" };
    },
    async [Symbol.asyncDispose]() {
      await runtime.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A module with a manifest and the body of its entry. */
export function moduleText(manifest: object, body: string, imports = ""): string {
  return [
    'import { defineManifest } from "ambit:module";',
    imports,
    `export const manifest = defineManifest(${JSON.stringify(manifest)});`,
    `export default async function main(args: any): Promise<unknown> { ${body} }`,
  ].join("\n");
}

async function finish(runtime: Runtime, path: string, options: StartOptions = {}): Promise<Finished> {
  const run = await runtime.start(path, options);
  const lines: string[] = [];
  run.subscribe((event) => {
    if (event.kind === "output") lines.push(event.line);
  });
  return { ...(await run.report), lines };
}
