/** A prepared module as it goes to a runner. What was checked is what runs: the texts are those that were prepared. */
import { emitProgram, type PreparedModule } from "../prepare/index.ts";
import type { ModuleImage } from "../runner/protocol.ts";

/** The image of a module. */
export function imageOf(prepared: PreparedModule): ModuleImage {
  return { program: emitProgram(prepared), manifest: prepared.manifest?.data, files: prepared.declaredFiles };
}
