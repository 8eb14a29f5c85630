/**
 * isolated-vm: the only file that names it.
 *
 * Facts that its neighbours rely on: an isolate runs on a thread of its own; `cpuTime` is the wall time that the
 * isolate's lock was held; any `…Sync` call into a busy isolate blocks this process.
 */
import ivm from "isolated-vm";

export { ivm };
export type NativeIsolate = ivm.Isolate;
export type NativeContext = ivm.Context;
export type NativeModule = ivm.Module;
export type NativeReference<T> = ivm.Reference<T>;
export type InspectorSession = ivm.InspectorSession;
export type NativeCopy<T> = ivm.ExternalCopy<T>;
