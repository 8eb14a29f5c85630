/**
 * Takes away what module code must not have: making code from text, shared memory, and WebAssembly.
 */

const REFUSAL = "Code cannot be made from text here; write it as a function";

/** Removes the ways to run text as code and to share memory. Called before module code runs. */
export function harden(): void {
  for (const example of [function () {}, async function () {}, function* () {}, async function* () {}]) {
    const prototype = Object.getPrototypeOf(example) as object;
    Object.defineProperty(prototype, "constructor", {
      value: refusing(prototype),
      writable: false,
      configurable: false,
    });
  }
  const functionConstructor = Object.getPrototypeOf(function () {}).constructor as unknown;
  Object.defineProperty(globalThis, "Function", { value: functionConstructor, writable: false, configurable: false });
  Object.defineProperty(globalThis, "eval", { value: refuse, writable: false, configurable: false });
  for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics"]) Reflect.deleteProperty(globalThis, name);
}

function refusing(prototype: object): unknown {
  const constructor = function (): never {
    return refuse();
  };
  Object.defineProperty(constructor, "name", { value: "Function" });
  Object.defineProperty(constructor, "prototype", { value: prototype, writable: false });
  return constructor;
}

function refuse(): never {
  throw new EvalError(REFUSAL);
}
