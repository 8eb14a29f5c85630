/** A prepared module as it goes to a runner. What was checked is what runs: the texts are those that were prepared. */
import type { PreparedModule } from "../prepare/index.ts";
import type { ModuleImage } from "../runner/protocol.ts";

/** The image of a module. */
export async function imageOf(prepared: PreparedModule): Promise<ModuleImage> {
  const { emitProgram } = await import("../prepare/index.ts");
  return { program: emitProgram(prepared), manifest: prepared.manifest?.data, files: prepared.declaredFiles };
}
