/**
 * `ambit infer`: the smallest manifest that covers what a module does.
 */
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import { type InferredManifest, inferManifest, type ModuleState } from "../../runtime-core/prepare/index.ts";
import { EXIT } from "../exit-codes.ts";
import { openModule } from "../project.ts";
import { inferJson, sourcesOf } from "../render/json.ts";
import { diagnosticText, placedText, placeText, type TextContext } from "../render/text.ts";
import type { Terminal } from "../terminal.ts";
import { writeText } from "../write-text.ts";

/** What was typed. */
export interface InferOptions {
  readonly json?: true;
  readonly root?: string;
  readonly write?: true;
}

/** Runs the command. @returns 0 when the manifest covers everything, 1 when the module has errors, 2 when a call is left for a person to decide. */
export async function infer(file: string, options: InferOptions, terminal: Terminal): Promise<number> {
  const { project, module } = openModule(file, options.root);
  const inferred = await inferManifest(module, project.workspace);
  const { after, before, declaration, unwritten } = inferred;
  const isWritten = options.write === true && after.text !== before.text;
  if (isWritten) writeText(project, module, after.text);
  const shown = isWritten ? after : before;
  const errors = errorsOf(inferred, shown);
  const context = {
    colors: terminal.errColors,
    columns: terminal.columns,
    sourceOf: sourcesOf([shown.prepared], project.workspace),
    shownPath: project.shownPath,
  };
  if (options.json === true) {
    const object = inferJson(inferred, { shown, errors, module, sourceOf: context.sourceOf });
    terminal.out(`${JSON.stringify(object, undefined, 2)}\n`);
  } else if (options.write !== true && declaration !== "") terminal.out(`${declaration}\n`);
  if (isWritten || (options.write === true && errors.length === 0))
    terminal.err(writtenText(project.shownPath(module), inferred));
  terminal.err(openText(inferred, shown, context));
  for (const error of errors) terminal.err(diagnosticText(error, undefined, context));
  if (errors.length > 0) return EXIT.findings;
  return shown.leftOut.length + unwritten.length > 0 ? EXIT.incomplete : EXIT.ok;
}

/** What is wrong with the module besides missing grants, and still is afterwards. */
function errorsOf({ after }: InferredManifest, { prepared }: ModuleState): readonly Diagnostic[] {
  const stay = new Set(after.prepared.diagnostics.map(({ code, message }) => `${code} ${message}`));
  return prepared.diagnostics.filter(
    ({ code, message, severity }) =>
      severity === "error" && code !== "symbolic/missing-permission" && stay.has(`${code} ${message}`),
  );
}

/** What was changed. */
function writtenText(shown: string, { after, before, unwritten }: InferredManifest): string {
  if (after.text === before.text)
    return unwritten.length > 0 ? "" : `The manifest of ${shown} is as small as it can be\n`;
  const [old, now] = [grantsOf(before), grantsOf(after)];
  const added = [...now].filter((grant) => !old.has(grant)).map((grant) => `  + ${grant}\n`);
  const removed = [...old].filter((grant) => !now.has(grant)).map((grant) => `  - ${grant}\n`);
  return `Wrote the manifest of ${shown}\n${[...added, ...removed].join("")}`;
}

function grantsOf({ prepared }: ModuleState): ReadonlySet<string> {
  const grants = prepared.manifest?.grants ?? [];
  return new Set(grants.map(({ permission: { domain, kind }, text }) => `${domain}.${kind} ${text}`));
}

/** What is left to a person. */
function openText(
  { unwritten }: InferredManifest,
  { leftOut, prepared }: ModuleState,
  context: TextContext & { shownPath(file: string): string },
): string {
  const calls = leftOut.map((each) =>
    placedText(each, `\`${each.call}\` is not granted (${each.kind ?? "any kind"}): ${each.reason}`, context),
  );
  const grants = unwritten.map(({ domain, kind, resource }) => {
    const place = prepared.manifest?.locate(["permissions", domain, kind]);
    const where = place === undefined ? context.shownPath(prepared.path) : placeText(place, context);
    return `${where} ${domain}.${kind} ${resource} is needed; write it yourself, for the manifest is no literal here\n`;
  });
  return [...calls, ...grants].join("");
}
