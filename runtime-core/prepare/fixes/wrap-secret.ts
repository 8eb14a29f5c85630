/** A variable that goes into requests becomes a secret, which the module never has: `env.get("KEY")` becomes `secret("KEY")`. */
import type { FilePath } from "../../base/span.ts";
import { ts } from "../1-parse/syntax.ts";
import type { FileEdit } from "../file-edit.ts";
import { hostCallsIn } from "../host-calls.ts";
import { grantEdits } from "../manifest-edits/grant-edits.ts";
import { importName } from "../manifest-edits/import-edit.ts";
import { styleAt } from "../manifest-edits/style.ts";
import { nodeAt } from "../node-at.ts";
import type { PreparedModule } from "../prepared-module.ts";

/** A variable that can become a secret. */
export interface WrappableSecret {
  readonly name: string;
  edits(): readonly FileEdit[];
}

/** The variable that the call at a place reads; undefined where it goes into no request, or where the name `secret` is taken. */
export function wrappableSecret(
  prepared: PreparedModule,
  { file, offset }: { readonly file: FilePath; readonly offset: number },
): WrappableSecret | undefined {
  const calls = hostCallsIn(prepared, file, { start: offset, end: offset });
  const call = calls.find(({ capability }) => capability.object === "env" && capability.name === "get");
  const parsed = prepared.parsed.files.get(file);
  const name = call?.literals[0]?.text;
  if (call === undefined || parsed === undefined || name === undefined) return undefined;
  const isInUrl = calls.some(
    ({ capability, arguments: [url] }) => capability.name === "fetch" && url !== undefined && call.span.end <= url.end,
  );
  const isSent = prepared.effects.effects.some(
    ({ kind, carries }) => kind.startsWith("http.") && carries.includes(`env:${name}`),
  );
  const { quote } = styleAt(parsed, parsed.syntax);
  const at = nodeAt(parsed.syntax, call.span, ts.isCallExpression);
  const { name: local, edits } = importName(parsed, { specifier: "ambit:secrets", name: "secret", at });
  if (!isSent || isInUrl || local === undefined) return undefined;
  return {
    name,
    edits: () => [
      ...edits,
      { file, span: call.span, text: `${local}(${quote}${name}${quote})` },
      ...grantEdits(prepared, { domain: "secrets", kind: "use", resource: name }),
    ],
  };
}
