/**
 * Makes V8's code cache of a script for isolates: `node FLAGS prelude-cache.mjs SCRIPT OUTPUT`, with the flags of a runner. V8
 * takes a cache only under the same flags, and where the snapshot of its heap is the same: isolates have none of Node's.
 *
 * What V8 compiles when it is first called is in the cache when it was called here.
 */
import { readFileSync, writeFileSync } from "node:fs";
import vm from "node:vm";
import { newTimerMemory, PLACES, timerCells } from "../runtime-core/base/timer-cells.ts";
import { markOf } from "./code-mark.mjs";

const [, , input, output] = process.argv;
const code = readFileSync(input, "utf8");
const script = new vm.Script(code, { filename: "ambit:prelude" });
const context = vm.createContext({});
const doors = script.runInContext(context)("ambit:loader");
const nothing = () => {};
const host = { submit: nothing, submitNow: () => [], callSync: () => [true, 0], end: nothing, alarm: nothing };
const timers = newTimerMemory();
timerCells(timers).counts[PLACES] = 1;
doors.start({ ...host, timers }, "/", {});
doors.invoke(0, "default", "[]");
vm.runInContext("setTimeout(() => {}, 0); console.log(1);", context);
doors.fire(Number.MAX_VALUE);
doors.settle([]);
writeFileSync(output, Buffer.concat([Buffer.from(markOf(code)), script.createCachedData()]));
