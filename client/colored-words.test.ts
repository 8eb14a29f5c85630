import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { coloredWords } from "./colored-words.ts";

describe("coloredWords()", () => {
  it("reads places that are relative to the word before", () => {
    const tokens = [
      [2, 4, 8, 0, 0b001],
      [0, 20, 5, 0, 0b011],
      [3, 1, 6, 1, 0b100],
    ];
    assert.deepEqual(coloredWords(tokens.flat()), [
      { kind: "hostCall", line: 2, character: 4, length: 8 },
      { kind: "refusedCall", line: 2, character: 24, length: 5 },
      { kind: "secret", line: 5, character: 1, length: 6 },
    ]);
  });

  it("finds nothing in an answer without tokens", () => assert.deepEqual(coloredWords([]), []));
});
