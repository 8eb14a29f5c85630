import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { namesPrivate, syntaxError } from "./syntax-error.ts";
import { cutResult } from "./value-text.ts";

const OF_ANY_CLASS = ["a.#b", "#b in a", "a.#b + `${a.#c}`"];
const OF_NONE = ['list.join("#a")', 'color === "#fff"', "/#a/.test(b)", "class { #b = 1; c = this.#b }", "a // #b"];

describe("syntax of expressions", () => {
  it("private fields are those of any class", () => {
    for (const each of OF_ANY_CLASS) {
      assert.equal(namesPrivate(each), true, each);
      assert.equal(syntaxError(each), undefined, each);
      assert.equal(cutResult(each), each);
    }
  });

  it("a `#` in a text names none", () => {
    for (const each of OF_NONE) {
      assert.equal(namesPrivate(each), false, each);
      assert.equal(syntaxError(each), undefined, each);
    }
    assert.notEqual(cutResult('list.join("#a")'), 'list.join("#a")');
  });

  it("what is no expression has its reason, beside private fields too", () => {
    for (const each of ["a.b + )", "a.#b + )", "a.#b; c", "#b", "a.#constructor"])
      assert.match(syntaxError(each) ?? "", /^The condition is no expression: /, each);
  });
});
