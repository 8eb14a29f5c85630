/** Modules that the host makes from a text, and that import nothing. */
import type { NativeContext, NativeIsolate, NativeModule } from "./ivm.ts";

/** Compiles and evaluates one. */
export async function evaluateAlone(
  { native, context }: { readonly native: NativeIsolate; readonly context: NativeContext },
  name: string,
  source: string,
): Promise<NativeModule> {
  const module = await native.compileModule(source, { filename: name });
  await module.instantiate(context, () => {
    throw new Error(`${name} imports nothing`);
  });
  await module.evaluate();
  return module;
}
