import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { LineSplitter } from "./line-splitter.ts";

describe("LineSplitter", () => {
  const text = 'one\n\n{"two":2}\nthe rest';

  it("gives the same lines however a stream is cut", () => {
    for (let size = 1; size <= text.length; size++) {
      const splitter = new LineSplitter(100);
      const lines = [];
      for (let at = 0; at < text.length; at += size) lines.push(...(splitter.add(text.slice(at, at + size)) ?? []));
      assert.deepEqual(lines, ["one", "", '{"two":2}'], String(size));
    }
  });

  it("gives up at a line that is too long, also before its end", () => {
    assert.deepEqual(new LineSplitter(3).add("one\ntwo\n"), ["one", "two"]);
    assert.equal(new LineSplitter(3).add("one\nfour\n"), undefined);
    const splitter = new LineSplitter(3);
    assert.deepEqual(splitter.add("ab"), []);
    assert.equal(splitter.add("cd"), undefined);
  });
});
