/** What another module declares, for what its parent says of it in the editor. */
import type { FilePath } from "../base/span.ts";
import type { Workspace } from "../base/workspace.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { parseModule } from "./1-parse/parse-module.ts";
import { readChild } from "./5-symbolic/rules/child-exceeds-parent.ts";
import type { StepCache } from "./step-cache.ts";

/** The manifest of the module at `path`; undefined when there is none. Cost: parsing what changed of it. */
export function childManifest(path: FilePath, workspace: Workspace, cache: StepCache): Manifest | undefined {
  const module = parseModule(path, workspace, cache).value;
  const child = readChild(path, module);
  return child.written === undefined ? undefined : child.manifest;
}
