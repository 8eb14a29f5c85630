import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { AmbitError } from "./ambit-error.ts";
import { type Code, CODES, messageOf } from "./codes/table.ts";
import { printable } from "./printable.ts";

const HIDDEN = /[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069\u200E\u200F\u061C\uFEFF]/u;

describe("printable()", () => {
  const ESCAPES: readonly (readonly [string, string])[] = [
    ["plain é 漢 👩‍👧 \\n", "plain é 漢 👩‍👧 \\n"],
    ["a\nb\tc\r", "a\\nb\\tc\\r"],
    ["\u001B[31mred", "\\u001b[31mred"],
    ["user\u202Etxt.exe", "user\\u202etxt.exe"],
    ["\u2066a\u2069\u200F\uFEFF", "\\u2066a\\u2069\\u200f\\ufeff"],
    ["\u{E0041}", "\\u{e0041}"],
    ["a\uD800b", "a\\ud800b"],
    ["\u0085\u2028", "\\u0085\\u2028"],
  ];
  for (const [text, escaped] of ESCAPES) it(`writes ${escaped}`, () => assert.equal(printable(text), escaped));

  it("leaves nothing hidden and changes nothing twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const once = printable(text);
        assert.ok(!HIDDEN.test(once));
        assert.equal(printable(once), once);
      }),
      { numRuns: 3000 },
    );
  });

  it("is what every message goes through, whatever its data say", () => {
    const evil = "\u202E\n\u001B";
    const data = new Proxy({}, { get: (_, key) => (String(key).endsWith("s") ? [evil] : evil) });
    for (const code of Object.keys(CODES) as Code[]) {
      let message: string;
      try {
        message = messageOf(code, data as never);
      } catch {
        continue; // Some need numbers or lists under other names; all go the same way.
      }
      assert.ok(!HIDDEN.test(message), `${code}: ${message}`);
    }
    const error = new AmbitError("permission/denied", { permission: `fs.read /${evil}`, nearest: `fs.read /${evil}x` });
    assert.equal(
      error.message,
      "No grant covers fs.read /\\u202e\\n\\u001b; the nearest is fs.read /\\u202e\\n\\u001bx",
    );
  });
});
