/** Errors of the platform. */
import { argument } from "../closures.ts";
import type { Native } from "../machine.ts";
import { EMPTY_CONTENT } from "../values/object.ts";
import { stringValue, unknownValue } from "../values/value.ts";

/** The classes of errors. */
export const ERRORS = [
  "Error",
  "TypeError",
  "RangeError",
  "SyntaxError",
  "ReferenceError",
  "EvalError",
  "URIError",
  "AggregateError",
  "DOMException",
];
/** `new RangeError(message)`, with the name of the class as what it is made of. */
export const makeError =
  (name: string): Native =>
  (call) => {
    const members = new Map([
      ["message", argument(call.args, name === "AggregateError" ? 1 : 0)],
      ["name", stringValue(name)],
      ["stack", unknownValue("callee")],
    ]);
    const content = { ...EMPTY_CONTENT, members };
    return [call.frame.machine.newObject("error", { content, essence: name, site: call.site })];
  };
