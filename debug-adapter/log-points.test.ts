import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseLogMessage } from "./log-points.ts";

/** A message with its expressions in angle brackets. */
function read(message: string): string {
  return parseLogMessage(message)
    .map((part) => (typeof part === "string" ? part : `<${part.expression}>`))
    .join("");
}

describe("parseLogMessage()", () => {
  const CASES = [
    ["i is {i}, {a.b[0]}", "i is <i>, <a.b[0]>"],
    ["{{i}} is no expression, {i} is", "{i} is no expression, <i> is"],
    ["{JSON.stringify({ i })}", "<JSON.stringify({ i })>"],
    ["{`${i}`} and {list.map((x) => { return { x }; })}!", "<`${i}`> and <list.map((x) => { return { x }; })>!"],
    ["{({ a: 1 }).a}{b}", "<({ a: 1 }).a><b>"],
    ['{"}"}', '<"}">'],
    ["{this.#secret}", "<this.#secret>"],
    ["{} { } {", "{} { } {"],
    ["{not an expression} {i}", "<not an expression> <i>"],
    ["a } b", "a } b"],
    ["", ""],
  ] as const;
  for (const [message, parts] of CASES) it(JSON.stringify(message), () => assert.equal(read(message), parts));
});
