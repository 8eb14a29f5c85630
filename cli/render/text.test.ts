import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import { SourceText } from "../../runtime-core/base/source-text.ts";
import { colorsThat } from "../terminal.ts";
import { diagnosticText } from "./text.ts";

describe("diagnosticText()", () => {
  it("shows what a reader could not see, with the place underlined where it is then", () => {
    const source = new SourceText('\tread("\u202egnp.exe\u200f", "\u0007"); done();\n');
    const start = source.text.indexOf("done");
    const one = {
      code: "a/b",
      severity: "error",
      message: "No",
      file: "/m.ts",
      span: { start, end: start + 6 },
      related: [],
    };
    const context = { colors: colorsThat(false), columns: undefined, sourceOf: () => source, shownPath: () => "m.ts" };
    const lines = diagnosticText(one as unknown as Diagnostic, undefined, context).split("\n");
    const [shown = "", marked = ""] = lines.slice(lines.findIndex((line) => line.includes("1 |")));
    assert.equal(shown, '  1 |   read("\\u202egnp.exe\\u200f", "\\u0007"); done();');
    assert.equal(shown.slice(marked.indexOf("^"), marked.lastIndexOf("^") + 1), "done()");
  });
});
