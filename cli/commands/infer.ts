/**
 * `ambit infer`: the smallest manifest that covers what a module does.
 */
import { writeFileSync } from "node:fs";
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { PermissionText } from "../../runtime-core/permissions/parse-permission.ts";
import { type InferredManifest, inferManifest, type ModuleState } from "../../runtime-core/prepare/index.ts";
import { EXIT } from "../exit-codes.ts";
import { openModule, type Project } from "../project.ts";
import { inferJson, sourcesOf } from "../render/json.ts";
import { count, placeText } from "../render/text.ts";
import type { Terminal } from "../terminal.ts";

/** What was typed. */
export interface InferOptions {
  readonly json?: true;
  readonly root?: string;
  readonly write?: true;
}

/** Runs the command. @returns 0 when the manifest covers everything, 2 when a call is left for a person to decide. */
export async function infer(file: string, options: InferOptions, terminal: Terminal): Promise<number> {
  const { project, module } = openModule(file, options.root);
  const inferred = await inferManifest(module, project.workspace);
  const { after, before, declaration, unwritten } = inferred;
  const isChanged = after.text !== before.text;
  const isWritten = options.write === true && isChanged;
  if (isWritten) writeFileSync(project.diskPath(module), after.text);
  const shown = isWritten ? after : before;
  if (options.json === true) {
    const object = inferJson(inferred, { shown, module, sourceOf: sourcesOf([shown.prepared]) });
    terminal.out(`${JSON.stringify(object, undefined, 2)}\n`);
  } else if (options.write !== true && declaration !== "") terminal.out(`${declaration}\n`);
  if (options.write === true) terminal.err(writtenText(project.shownPath(module), inferred));
  terminal.err(openText(shown, unwritten, { project, terminal }));
  return shown.leftOut.length + unwritten.length > 0 ? EXIT.incomplete : EXIT.ok;
}

function writtenText(shown: string, { after, before, unwritten }: InferredManifest): string {
  if (after.text !== before.text)
    return `Wrote the manifest of ${shown}: ${count(after.prepared.manifest?.grants.length ?? 0, "grant")}\n`;
  return unwritten.length > 0 ? "" : `The manifest of ${shown} is as small as it can be\n`;
}

/** What is left to a person. */
function openText(
  { leftOut, prepared }: ModuleState,
  unwritten: readonly PermissionText[],
  to: { readonly project: Project; readonly terminal: Terminal },
): string {
  const { colors, columns } = to.terminal;
  const shownPath = (path: FilePath): string => to.project.shownPath(path);
  const context = { colors, columns, sourceOf: sourcesOf([prepared]), shownPath };
  const calls = leftOut.map(
    (each) => `${placeText(each, context)} is not granted (${each.kind ?? "any kind"}): ${each.reason}\n`,
  );
  const grants = unwritten.map(
    ({ domain, kind, resource }) =>
      `${domain}.${kind} ${resource} is needed, but its place in the manifest is no literal\n`,
  );
  return [...calls, ...grants].join("");
}
