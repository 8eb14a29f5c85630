/** Children. */
import type { FilePath } from "../../base/span.ts";
import { type EffectCall, textOf } from "../effect.ts";
import { projectPath } from "./fs.ts";

/** Starts a child; its place in "modules/simultaneous" is held until the child has ended. */
export async function spawn({ args, context, powers }: EffectCall): Promise<string> {
  const path: FilePath = projectPath(args[0], context);
  return await powers.modules.spawn(path, textOf(args[1], "spawn"));
}
