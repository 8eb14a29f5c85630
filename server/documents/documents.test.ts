import { describe, it } from "mocha";
import assert from "node:assert/strict";
import fc from "fast-check";
import { SourceText } from "../../runtime-core/base/source-text.ts";
import { Documents, fileOf } from "./documents.ts";

const URI = "file:///project/main.ts";

describe("Documents", () => {
  it("change() applies several edits in order, each to the text before it", () => {
    const documents = opened("one\ntwo\n");
    const changed = documents.change({ uri: URI, version: 2 }, [edit([0, 0], [0, 3], "1"), edit([0, 1], [1, 0], ", ")]);
    assert.equal(changed?.text, "1, two\n");
    assert.equal(changed?.version, 2);
  });

  it("change() counts UTF-16 units", () => {
    const documents = opened("a😀b");
    assert.equal(documents.change({ uri: URI, version: 2 }, [edit([0, 3], [0, 4], "c")])?.text, "a😀c");
  });

  it("change() clamps what lies outside the text, and stays in step afterwards", () => {
    const documents = opened("one\ntwo");
    documents.change({ uri: URI, version: 2 }, [edit([10, 0], [11, 5], "\nthree")]);
    const changed = documents.change({ uri: URI, version: 3 }, [
      edit([2, 0], [2, 900], "3"),
      edit([1, 90], [1, 91], "!"),
    ]);
    assert.equal(changed?.text, "one\ntwo!\n3");
  });

  it("change() refuses an edit that is none and keeps the text", () => {
    const documents = opened("one");
    const broken = [edit([0, 0], [0, 1], "O"), { range: { start: { line: Number.NaN } }, text: "x" }];
    assert.throws(() => documents.change({ uri: URI, version: 2 }, broken as never), TypeError);
    assert.throws(() => documents.change({ uri: URI, version: 2 }, [{ range: undefined }] as never), TypeError);
    assert.equal(documents.get(URI)?.text, "one");
  });

  it("change() of a text that is not open is undefined", () => {
    assert.equal(new Documents().change({ uri: URI, version: 2 }, [{ text: "" }]), undefined);
  });

  it("change() equals edits of the whole text, whatever the edits (property)", () => {
    const place = fc.tuple(fc.nat(8), fc.nat(8));
    const change = fc.tuple(place, place, fc.stringMatching(/^(a|\r|\n|😀){0,4}$/));
    fc.assert(
      fc.property(fc.stringMatching(/^[ab\r\n]{0,20}$/), fc.array(change, { maxLength: 12 }), (text, changes) => {
        const documents = opened(text);
        let expected = text;
        changes.forEach(([[line, column], [endLine, endColumn], inserted], index) => {
          documents.change({ uri: URI, version: index + 2 }, [edit([line, column], [endLine, endColumn], inserted)]);
          const source = new SourceText(expected);
          const ends = [source.offset({ line, column }), source.offset({ line: endLine, column: endColumn })];
          expected = expected.slice(0, Math.min(...ends)) + inserted + expected.slice(Math.max(...ends));
        });
        assert.equal(documents.get(URI)?.text, expected);
      }),
    );
  });

  it("at() finds an open text by its file, however the URI spells it", () => {
    const documents = new Documents();
    documents.open({ uri: "file:///project/a%40b.ts", languageId: "typescript", version: 1, text: "" });
    assert.equal(documents.at("/project/a@b.ts")?.uri, "file:///project/a%40b.ts");
    documents.close("file:///project/a%40b.ts");
    assert.equal(documents.at("/project/a@b.ts"), undefined);
  });

  it("fileOf() of what is no file is undefined", () => {
    for (const uri of [
      "untitled:Untitled-1",
      "git:/a.ts?x",
      "file://host/a.ts",
      "file:///a%2Fb.ts",
      "file:///a%00b.ts",
      "vscode-notebook-cell:/a#c",
      "",
    ]) {
      assert.equal(fileOf(uri), undefined, uri);
    }
  });
});

function opened(text: string): Documents {
  const documents = new Documents();
  documents.open({ uri: URI, languageId: "typescript", version: 1, text });
  return documents;
}

type Place = readonly [line: number, character: number];

function edit([line, character]: Place, [endLine, endCharacter]: Place, text: string) {
  return { range: { start: { line, character }, end: { line: endLine, character: endCharacter } }, text };
}
