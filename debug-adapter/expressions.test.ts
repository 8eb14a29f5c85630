import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { awaited, contextPath, inHex, keptDeclaration, memberPath, parseContextPath } from "./expressions.ts";

describe("expressions of the debugger", () => {
  it("name members", () => {
    const path = (owner: string, name: string): string | undefined => memberPath(owner, { name });
    assert.deepEqual(
      [
        path("", "a"),
        path("a", "b"),
        path("a.b", "0"),
        path("a", "b c"),
        path("a", "#secret"),
        path("a", "01"),
        path("", "b c"),
      ],
      ["a", "a.b", "a.b[0]", 'a["b c"]', "a.#secret", 'a["01"]', undefined],
    );
    assert.equal(memberPath(undefined, { name: "a" }), undefined);
    assert.equal(memberPath("a", { name: "Symbol(x)", symbol: { type: "symbol" } }), undefined);
  });

  it("name limits and permissions", () => {
    for (const path of [
      { kind: "limits", name: "http/request" },
      { kind: "permissions", name: 'fs.read /with "quotes"' },
      { kind: "permissions", name: "fs.read /a\\b" },
    ] as const)
      assert.deepEqual(parseContextPath(contextPath(path)), path);
    assert.deepEqual(parseContextPath(" @limits['fs/read'] "), { kind: "limits", name: "fs/read" });
    const quoted = String.raw`@limits['it\'s "a\\b"']`;
    assert.deepEqual(parseContextPath(quoted), { kind: "limits", name: String.raw`it's "a\b"` });
    for (const other of ["limits['fs/read']", String.raw`@limits["a\"]`, String.raw`@limits["\a"]`, "@limits['a'b']"])
      assert.equal(parseContextPath(other), undefined, other);
  });

  it("keep declarations", () => {
    assert.equal(keptDeclaration("let a = b + 1;"), "globalThis.a = ( b + 1\n)");
    assert.equal(keptDeclaration("const f = (x) => ({ x })"), "globalThis.f = ( (x) => ({ x })\n)");
    assert.equal(keptDeclaration("class A { b = 1 }"), "globalThis.A = (class A { b = 1 }\n)");
    assert.equal(keptDeclaration("async function f() {}"), "globalThis.f = (async function f() {}\n)");
    assert.equal(keptDeclaration("let a = 1, b = a"), "globalThis.a = ( 1\n), globalThis.b = ( a\n)");
    assert.equal(keptDeclaration("let f = (a, b = 2) => a"), "globalThis.f = ( (a, b = 2) => a\n)");
    assert.equal(keptDeclaration("let a = await b"), "globalThis.a = ( await b\n)");
    assert.equal(keptDeclaration('let a = "b, c = 1"'), 'globalThis.a = ( "b, c = 1"\n)');
    const kept = (pattern: string, names: string, value: string): string =>
      `((${pattern}) => void Object.assign(globalThis, { ${names} }))(${value}\n)`;
    assert.equal(keptDeclaration("let { a } = b"), kept("{ a }", "a", " b"));
    assert.equal(
      keptDeclaration("const { a: { b }, c = d, ...e } = f"),
      kept("{ a: { b }, c = d, ...e }", "b, c, e", " f"),
    );
    assert.equal(keptDeclaration("const [a, , [b = (c) => c]] = d"), kept("[a, , [b = (c) => c]]", "a, b", " d"));
    assert.equal(keptDeclaration("let a = 1, { b } = a"), `globalThis.a = ( 1\n), ${kept("{ b }", "b", " a")}`);
    for (const other of [
      "a = 1",
      "let { a }",
      "let { a.b } = c",
      "let { a }, b = 1",
      "let a = 1; let b = 2",
      "let a = 1, b",
      "let a = 1, 2",
      "letter = 1",
      "var a",
      "class",
      "a === 1",
    ])
      assert.equal(keptDeclaration(other), undefined, other);
  });

  it("await", () => {
    assert.equal(awaited("await f(1)"), " f(1)");
    assert.equal(awaited("await (a, b)"), " (a, b)");
    assert.equal(awaited("await a.#b"), " a.#b");
    for (const other of ["awaits", "f(await x)", "await", "await a; b", "await a + 1", "await a, b", "await a.#b ?? c"])
      assert.equal(awaited(other), undefined, other);
  });

  it("show numbers in hexadecimal digits", () => {
    assert.deepEqual(["255", "-16", "10n", "1.5", '"255"', "NaN"].map(inHex), [
      "0xff",
      "-0x10",
      "0xan",
      "1.5",
      '"255"',
      "NaN",
    ]);
  });
});
