/** `textDocument/references`: from a grant to the calls that use it. */
import type { Location } from "../../runtime-core/base/span.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";
import { type FilePlace, grantAt, usesOf } from "./grant-uses.ts";

/** The calls that the grant at a place allows; undefined when no grant is there. */
export function references(prepared: PreparedModule, at: FilePlace): readonly Location[] | undefined {
  const grant = grantAt(prepared, at);
  return grant === undefined ? undefined : usesOf(prepared, grant);
}
