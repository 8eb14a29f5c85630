/**
 * `FinalizationRegistry`: its callbacks are the only code of a module that V8 begins by itself. None begins when the isolate
 * is about to end, because what ends it could not interrupt it any more.
 */
import { hasEnded } from "./timers.ts";

type Cleanup = (held: unknown) => void;

/** The global, whose instances are those of V8's, which nothing else leads to. */
export function finalizationRegistry(): unknown {
  const Native = globalThis.FinalizationRegistry;
  function FinalizationRegistry(cleanup: Cleanup): object {
    if (new.target === undefined) throw new TypeError("Constructor FinalizationRegistry requires 'new'");
    if (typeof cleanup !== "function") throw new TypeError("FinalizationRegistry: cleanup must be callable");
    const bounded: Cleanup = (held) => {
      if (!hasEnded()) Reflect.apply(cleanup, undefined, [held]);
    };
    return Reflect.construct(Native, [bounded], new.target) as object;
  }
  const { prototype } = Native;
  Object.defineProperty(FinalizationRegistry, "prototype", { value: prototype, writable: false });
  Object.defineProperty(prototype, "constructor", { value: FinalizationRegistry });
  return FinalizationRegistry;
}
