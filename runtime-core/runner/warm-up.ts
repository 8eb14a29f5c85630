/** What a runner that waits can do for the module that will come: V8 compiles functions when they are first called. */
import { Run } from "./run.ts";
import { warmModule } from "./warm-module.ts";

/** Runs a module of a few lines, which nobody sees. */
export async function warmUp(): Promise<void> {
  const image = (): Promise<never> => Promise.reject(new Error("It has no children"));
  const run = new Run(warmModule(), { send: async () => {}, image, blank: undefined });
  await run.execute();
  await run.dispose();
}
