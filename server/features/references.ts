/** `textDocument/references`: from a grant or a declared variable to the calls that use it. */
import { type Location, touches } from "../../runtime-core/base/span.ts";
import { manifestOutline, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { type FilePlace, grantAt, usesOf } from "./grant-uses.ts";

/** The calls that the grant at a place allows, or that read the variable there; undefined when neither is there. */
export function references(prepared: PreparedModule, at: FilePlace): readonly Location[] | undefined {
  const grant = grantAt(prepared, at);
  if (grant !== undefined) return usesOf(prepared, grant);
  const outline = manifestOutline(prepared);
  const section = outline?.file === at.file ? outline.sections.find(({ name }) => name === "env") : undefined;
  const variable = section?.children.find(({ nameSpan }) => touches(nameSpan, at.offset));
  return (
    variable &&
    prepared.effects.effects.filter(({ kind, resource }) => kind === "env.read" && resource === variable.name)
  );
}
