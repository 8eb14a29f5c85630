/** Values: their encoding both ways, their sizes, their order, and what is refused. */
import assert from "node:assert/strict";
import vm from "node:vm";
import fc from "fast-check";
import { describe, it } from "mocha";
import { fromBase64, toBase64 } from "../../runtime-core/values/base64.ts";
import { decode, decodeText } from "../../runtime-core/values/decode.ts";
import { encode, encodeText } from "../../runtime-core/values/encode.ts";
import { isIdentifier } from "../../runtime-core/values/field-name.ts";
import { compareBytes, compareValues, keyOf } from "../../runtime-core/values/order.ts";
import { nestingOf, sizeOf } from "../../runtime-core/values/size.ts";
import { DOCUMENT_BOUNDS, MAX_ELEMENTS, MAX_FIELDS, type Value } from "../../runtime-core/values/value.ts";
import { within } from "../cpu.ts";
import { anyJson, anyValue } from "./any-value.ts";

const bytes = (...list: number[]): ArrayBuffer => new Uint8Array(list).buffer;
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], null);

describe("encode()", () => {
  const ENCODINGS: readonly (readonly [value: unknown, json: string])[] = [
    [null, "null"],
    [true, "true"],
    [1.5, "1.5"],
    [0, "0"],
    ["é\n", '"é\\n"'],
    [1n, '{"$integer":"AQAAAAAAAAA="}'],
    [-1n, '{"$integer":"//////////8="}'],
    [2n ** 63n - 1n, '{"$integer":"/////////38="}'],
    [NaN, '{"$float":"AAAAAAAA+H8="}'],
    [Infinity, '{"$float":"AAAAAAAA8H8="}'],
    [-Infinity, '{"$float":"AAAAAAAA8P8="}'],
    [-0, '{"$float":"AAAAAAAAAIA="}'],
    [bytes(), '{"$bytes":""}'],
    [bytes(1, 2, 255), '{"$bytes":"AQL/"}'],
    [[1, [null]], "[1,[null]]"],
    [{ b: 1, a: undefined, B: 2 }, '{"B":2,"b":1}'],
    [{ 9: 1, 10: 2 }, '{"10":2,"9":1}'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    [vm.runInNewContext("({ a: [new ArrayBuffer(1)] })"), '{"a":[{"$bytes":"AA=="}]}'],
    [JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
    [nested(64), "[".repeat(64) + "null" + "]".repeat(64)],
  ];
  for (const [value, json] of ENCODINGS) {
    it(`writes ${json.slice(0, 60)}`, () => {
      const text = encodeText(value);
      assert.deepEqual(text, { ok: true, value: json });
      const back = decodeText(json);
      assert.ok(back.ok);
      assert.deepEqual(encodeText(back.value), text);
    });
  }

  const circular: { inner: unknown[] } = { inner: [] };
  circular.inner.push(circular);
  class Point {
    readonly x = 1;
  }
  const REFUSALS: readonly (readonly [value: unknown, code: string, message: RegExp])[] = [
    [undefined, "values/unsupported", /^Cannot encode undefined: write null$/],
    [{ a: [{ b: undefined }, undefined] }, "values/unsupported", /undefined at \.a\[1\]: write null, or leave/],
    [Array(2), "values/unsupported", /undefined at \[0\]/],
    [{ "a b": () => 1 }, "values/unsupported", /a function at \["a b"\]/],
    [Symbol("x"), "values/unsupported", /a symbol/],
    [{ at: new Date() }, "values/unsupported", /a Date at \.at: write its time/],
    [new Map(), "values/unsupported", /a Map/],
    [new Uint8Array(1), "values/unsupported", /a Uint8Array: take its bytes/],
    [new SharedArrayBuffer(1), "values/unsupported", /SharedArrayBuffer/],
    [{ p: new Point() }, "values/unsupported", /an object of the class Point at \.p/],
    [2n ** 63n, "values/out-of-range", /9223372036854775808/],
    [-(2n ** 63n) - 1n, "values/out-of-range", /64 bits/],
    [2n ** 100_000n, "values/out-of-range", /^.{0,100}$/],
    [["\uD800"], "values/invalid-text", /at \[0\]/],
    [{ $a: 1 }, "values/invalid-field-name", /"\$a"/],
    [{ é: 1 }, "values/invalid-field-name", /ASCII/],
    [{ "a\u202e\n": 1 }, "values/invalid-field-name", /a\\u202e\\n/],
    [{ ["x".repeat(1025)]: 1 }, "values/invalid-field-name", /at most 1024/],
    [circular, "values/too-nested", /at (?:\.inner\[0\])+/],
    [nested(65), "values/too-nested", /more than 64 deep/],
    [Array.from({ length: MAX_ELEMENTS + 1 }, () => 1), "values/too-many-elements", /8193/],
    [
      Object.fromEntries(Array.from({ length: MAX_FIELDS + 1 }, (_, i) => [`f${i}`, 1])),
      "values/too-many-fields",
      /1025/,
    ],
    [["x".repeat(32 * 1024 * 1024)], "values/too-large", /33554432 bytes.*\[0\]/],
  ];
  for (const [value, code, message] of REFUSALS) {
    it(`refuses with ${code}: ${message.source}`, () => {
      const encoded = encode(value);
      assert.ok(!encoded.ok);
      assert.equal(encoded.error.code, code);
      assert.match(encoded.error.message, message);
    });
  }

  it("refuses what doubles without end, without walking it", () => {
    let doubled: unknown = [null];
    for (let i = 0; i < 60; i++) doubled = [doubled, doubled];
    const encoded = within(200, () => encode(doubled, DOCUMENT_BOUNDS));
    assert.ok(!encoded.ok && encoded.error.code === "values/too-nested");
    const wide = { a: Array.from({ length: 40 }, () => Array.from({ length: 8000 }, () => "abcd")) };
    const encodedWide = within(200, () => encode(wide, DOCUMENT_BOUNDS));
    assert.ok(!encodedWide.ok && encodedWide.error.code === "values/too-large");
  });

  it("refuses a detached buffer", () => {
    const buffer = bytes(1);
    structuredClone(buffer, { transfer: [buffer] });
    const encoded = encode({ buffer });
    assert.ok(!encoded.ok && encoded.error.message.includes("a detached ArrayBuffer at .buffer"));
  });

  it("decoding gives every value back, and its size and nesting are what the bounds count", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const encoded = encode(value);
        assert.ok(encoded.ok, encoded.ok ? "" : encoded.error.message);
        const back = decode(JSON.parse(JSON.stringify(encoded.value)));
        assert.ok(back.ok && compareValues(back.value, value) === 0);
        const [maxBytes, maxNesting] = [sizeOf(value), nestingOf(value)];
        assert.ok(encode(value, { maxBytes, maxNesting }).ok && decode(encoded.value, { maxBytes, maxNesting }).ok);
        const smaller = { maxBytes: maxBytes - 1, maxNesting };
        assert.ok(!encode(value, smaller).ok && !decode(encoded.value, smaller).ok);
        if (maxNesting > 0) assert.ok(!encode(value, { maxBytes, maxNesting: maxNesting - 1 }).ok);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("decode()", () => {
  const REFUSALS: readonly (readonly [json: string, message: RegExp])[] = [
    ['{"$integer":"AQ=="}', /exactly 8 bytes/],
    ['{"$integer":1}', /"\$integer" holds a base64 text/],
    ['[{"$float":"AAAAAAAA8D8="}]', /at \[0\]: 1 is written as a number/],
    ['{"$float":"AAAAAAAA+P8="}', /exactly 8 bytes|NaN/],
    ['{"$bytes":"AQI"}', /padding/],
    ['{"$bytes":"AB=="}', /base64/],
    ['{"$bytes":"A Q="}', /base64/],
    ['{"$set":[]}', /no longer supported/],
    ['{"$undefined":null}', /"\$undefined" is no encoding/],
    ['{"a":{"$integer":"AQAAAAAAAAA=","b":1}}', /"\$integer" is no field name at \.a/],
    ["1e999", /Infinity is written/],
    ["-0", /-0 is written/],
    ['{"a":[1,}', /no JSON/],
    ['"\\ud800"', /half of a surrogate pair/],
  ];
  for (const [text, message] of REFUSALS) {
    it(`refuses ${text}`, () => {
      const decoded = decodeText(text);
      assert.ok(!decoded.ok);
      assert.match(decoded.error.message, message);
    });
  }

  it("gives a value or an error with its path for any JSON, and what it gives is encoded as it was", () => {
    let values = 0;
    fc.assert(
      fc.property(anyJson, (json) => {
        const decoded = decode(json);
        if (!decoded.ok) return decoded.error.code.startsWith("values/") && "path" in decoded.error.data;
        values++;
        const again = encode(decoded.value);
        assert.ok(again.ok);
        assert.deepEqual(again.value, json);
        return true;
      }),
      { numRuns: 10_000 },
    );
    assert.ok(values > 1000, `${values} values`);
  });

  it("gives a value or an error for any text", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.json()),
        (text) => typeof decodeText(text).ok === "boolean",
      ),
      { numRuns: 3000 },
    );
  });

  it("refuses what is no JSON", () => {
    for (const value of [undefined, 1n, Symbol("x"), () => 1]) assert.equal(decode({ a: value }).ok, false);
  });

  it("stops at depths that would overflow the stack", () => {
    const decoded = decodeText("[".repeat(100_000) + "]".repeat(100_000));
    assert.ok(!decoded.ok && decoded.error.code.startsWith("values/"));
  });
});

describe("the order of values", () => {
  const ORDERED: readonly (Value | undefined)[] = [
    undefined,
    null,
    -(2n ** 63n),
    -(2n ** 32n) - 1n,
    -257n,
    -256n,
    -1n,
    0n,
    255n,
    256n,
    2n ** 63n - 1n,
    -Infinity,
    -1,
    -5e-324,
    -0,
    0,
    5e-324,
    1,
    Infinity,
    NaN,
    false,
    true,
    "",
    "\0",
    "\0a",
    "a",
    "a\0",
    "ab",
    "\uFFFF",
    "\u{10000}",
    bytes(),
    bytes(0),
    bytes(0, 0),
    bytes(1),
    [],
    [null],
    [null, 1],
    [1n],
    [[]],
    {},
    { a: 1 },
    { a: 1, b: null },
    { a: 2 },
    { b: null },
  ];

  it("goes across types, by value and by key", () => {
    for (const [i, a] of ORDERED.entries()) {
      for (const [j, b] of ORDERED.entries()) {
        assert.equal(Math.sign(compareValues(a, b)), Math.sign(i - j), `${i} and ${j}`);
        assert.equal(Math.sign(compareBytes(keyOf(a), keyOf(b))), Math.sign(i - j), `the keys of ${i} and ${j}`);
      }
    }
  });

  it("is that of the keys, of one value and of two behind each other, and that of texts in UTF-8", () => {
    const nearby = fc.oneof(
      fc.tuple(anyValue, anyValue),
      anyValue.map((value) => [value, value] as const),
    );
    fc.assert(
      fc.property(nearby, nearby, ([a, b], [c, d]) => {
        assert.equal(Math.sign(compareValues(a, b)), Math.sign(compareBytes(keyOf(a), keyOf(b))));
        assert.equal(Math.sign(compareValues(a, b)) + Math.sign(compareValues(b, a)), 0);
        const pairs = compareValues(a, b) || compareValues(c, d);
        const keys = compareBytes(Buffer.concat([keyOf(a), keyOf(c)]), Buffer.concat([keyOf(b), keyOf(d)]));
        assert.equal(Math.sign(pairs), Math.sign(keys));
        if (typeof a !== "string" || typeof b !== "string") return;
        assert.equal(Math.sign(compareValues(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 5000 },
    );
  });

  it("is transitive", () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (a, b, c) => {
        const [x, y, z] = [a, b, c].toSorted(compareValues);
        assert.ok(compareValues(x, y) <= 0 && compareValues(y, z) <= 0 && compareValues(x, z) <= 0);
      }),
      { numRuns: 3000 },
    );
  });

  it("is 0 exactly for equal encodings", () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        const [one, other] = [encodeText(a), encodeText(b)];
        assert.ok(one.ok && other.ok);
        assert.equal(compareValues(a, b) === 0, one.value === other.value);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("sizeOf()", () => {
  const SIZES: readonly (readonly [Value, number, number])[] = [
    [null, 1, 0],
    [true, 1, 0],
    [1n, 9, 0],
    [1, 9, 0],
    ["aé\u{10000}", 2 + 7, 0],
    [bytes(1, 2), 4, 0],
    [[], 2, 1],
    [[[null]], 5, 2],
    [{ ab: null, c: [] }, 2 + 4 + 4, 2],
  ];
  for (const [value, size, nesting] of SIZES) {
    it(`counts ${size} bytes, ${nesting} deep`, () =>
      assert.deepEqual([sizeOf(value), nestingOf(value)], [size, nesting]));
  }
});

describe("isIdentifier()", () => {
  for (const name of ["a", "_id", "A9_", "x".repeat(64)]) it(`takes ${name}`, () => assert.ok(isIdentifier(name)));
  for (const name of ["", "_", "__", "9a", "a-b", "é", "a\n", "x".repeat(65)]) {
    it(`refuses ${JSON.stringify(name)}`, () => assert.ok(!isIdentifier(name)));
  }
});

describe("base64", () => {
  it("is that of Node, and no other text is read", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.string({ maxLength: 9 }), (list, text) => {
        const written = toBase64(list);
        assert.equal(written, Buffer.from(list).toString("base64"));
        assert.deepEqual(fromBase64(written), new Uint8Array(list));
        const read = fromBase64(text);
        assert.ok(read === undefined || toBase64(read) === text);
      }),
      { numRuns: 3000 },
    );
    assert.equal(toBase64(new Uint8Array(100_000)).length, 133_336);
  });
});
