import { describe, it } from "mocha";
import assert from "node:assert/strict";
import fc from "fast-check";
import { Framing } from "./framing.ts";

describe("Framing", () => {
  it("lets messages pass as they are, however they are cut (property)", () => {
    const message = fc.string().map((text) => framed(text));
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 40 })), (messages, cuts) => {
        const bytes = Buffer.concat(messages);
        assert.deepEqual(pass(bytes, cuts), { passed: bytes.toString("latin1"), leftOut: 0 });
      }),
    );
  });

  const cases: readonly (readonly [what: string, bytes: string])[] = [
    ["a length that is none", "Content-Length: x\r\n\r\n{}"],
    ["no length", "Foo: 1\r\n\r\n{}"],
    ["a negative length", "Content-Length: -5\r\n\r\n{}"],
    ["more than a text can have", "Content-Length: 999999999\r\n\r\n{}"],
    ["far more", `Content-Length: ${"9".repeat(400)}\r\n\r\n{}`],
    ["no header at all", "hello\n"],
    ["nothing but zeros", "\0".repeat(10_000)],
    ["half a header", "Content-Length: 5\r\n"],
  ];
  for (const [what, bytes] of cases) {
    it(`leaves out ${what}, up to the next message, however it is cut (property)`, () => {
      const after = Buffer.concat([framed("one"), framed("two")]);
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 2000 })), (cuts) => {
          const all = Buffer.concat([framed("zero"), Buffer.from(bytes, "latin1"), after]);
          const expected = Buffer.concat([framed("zero"), after]).toString("latin1");
          assert.deepEqual(pass(all, cuts), { passed: expected, leftOut: bytes.length });
        }),
      );
    });
  }

  it("knows headers with others beside, in any case", () => {
    const message = Buffer.from("content-length:2\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n{}");
    assert.equal(pass(message, []).passed, message.toString());
  });
});

function framed(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

/** What comes out when bytes come in pieces of these lengths, the rest at once. */
function pass(bytes: Buffer, cuts: readonly number[]): { readonly passed: string; readonly leftOut: number } {
  let leftOut = 0;
  const framing = new Framing((count) => (leftOut += count));
  let from = 0;
  for (const cut of cuts) {
    framing.write(bytes.subarray(from, from + cut));
    from += cut;
  }
  framing.write(bytes.subarray(from));
  let passed = "";
  for (let read = framing.read() as Buffer | null; read !== null; read = framing.read() as Buffer | null)
    passed += read.toString("latin1");
  return { passed, leftOut };
}
