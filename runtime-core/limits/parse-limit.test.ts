import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { within } from "../../tests/cpu.ts";
import { divideExactly, multiplyExactly, plainDecimal } from "./decimal.ts";
import { LIMIT_NAMES } from "./known-limits.ts";
import type { Quantity, QuantityKind } from "./limit.ts";
import { parseLimit, parseQuantity, printQuantity } from "./parse-limit.ts";
import { UNITS } from "./units.ts";

describe("parseQuantity()", () => {
  it("reads decimals exactly", () => {
    assert.deepEqual(parseQuantity("1.001kB/s"), { ok: true, value: { kind: "rate", value: 1001 } });
    assert.deepEqual(parseQuantity("0.0000000000001h"), { ok: true, value: { kind: "time", value: 3.6e-7 } });
    assert.deepEqual(parseQuantity("1.000"), { ok: true, value: { kind: "count", value: 1 } });
  });

  it("compares with the largest number before it rounds", () => {
    assert.equal(parseQuantity("9007199254740991B").ok, true);
    assert.equal(parseQuantity("9007199254740991.0000001B/s").ok, false);
    assert.equal(parseQuantity("9007199254740992B").ok, false);
  });

  it("refuses what would round to nothing", () => {
    assert.equal(parseQuantity(`0.${"0".repeat(400)}1/s`).ok, false);
  });

  const located: readonly (readonly [unknown, string, number, number])[] = [
    ["5KB/s", `write it with the unit "kB/s", as in "5kB/s"`, 1, 5],
    ["10Mb/s", `write it with the unit "MB/s", as in "10MB/s"`, 2, 6],
    ["5m", `write it with the unit "min", as in "5min"`, 1, 2],
    ["10Hz", `write it with the unit "/s", as in "10/s"`, 2, 4],
    ["600/min", "it is per second only", 3, 7],
    ["010ms", `write it without leading zeros, as in "10ms"`, 0, 5],
    ["5.s", `write it with digits on both sides of the decimal point, as in "5s"`, 0, 3],
    ["10 MB/s", `write it without a space, as in "10MB/s"`, 2, 7],
    ["10,000", `write it without separators, as in "10000"`, 0, 6],
    ["1,5s", `write it with a decimal point, as in "1.5s"`, 0, 4],
    ["1.2.3s", "write it with one decimal point", 0, 6],
    ["1e3", `write it without an exponent, as in "1000"`, 0, 3],
    [" 10MB/s", `write it without a space, as in "10MB/s"`, 0, 7],
    [".5s", `write it with digits on both sides of the decimal point, as in "0.5s"`, 0, 3],
    ["-1", `write it without the sign, as in "1"`, 0, 2],
    ["0MB/s", "above 0", 0, 5],
  ];
  for (const [text, message, start, end] of located) {
    it(`says where ${JSON.stringify(text)} is wrong`, () => {
      const result = parseQuantity(text);
      assert.ok(!result.ok);
      assert.ok(result.error.message.includes(message), result.error.message);
      assert.deepEqual(result.error.span, { start, end });
    });
  }

  const named: readonly (readonly [limit: string, value: unknown, message: string])[] = [
    [
      "memory/heap",
      "32 mb",
      `"32 mb" is no size: write it without a space and with the unit "MB", as in "32MB"; units are B kB MB GB TB KiB MiB GiB TiB`,
    ],
    ["http/request", "-5/s", `"-5/s" is no frequency: write it without the sign, as in "5/s"; the unit is /s`],
    [
      "fs/read",
      "5 parsecs",
      `"5 parsecs" is no rate of bytes: there is no unit "parsecs"; units are B/s kB/s MB/s GB/s TB/s KiB/s MiB/s GiB/s TiB/s`,
    ],
    [
      "execution/cpu-time",
      "2 seconds",
      `"2 seconds" is no time: write it without a space and with the unit "s", as in "2s"; units are ms s min h`,
    ],
    [
      "memory/heap",
      "lots",
      `"lots" is no size: it begins with a number, as in "32MB"; units are B kB MB GB TB KiB MiB GiB TiB`,
    ],
    ["http/simultaneous", "6 calls", `"6 calls" is no count: write it without a space and without a unit, as in "6"`],
    ["http/simultaneous", -1, "-1 is too little for a limit: it is below 0"],
    ["memory/heap", 32, `32 has no unit; write a number of bytes, such as "32MB"`],
    ["memory/heap", "32MB/s", `"32MB/s" is a rate of bytes; write a number of bytes, such as "32MB"`],
    ["memory/heap", "1.5B", `"1.5B" is no size: it is no whole number of bytes`],
    ["fs/read", { rate: "5 mb/s" }, `"5 mb/s" is no rate of bytes: write it without a space and with the unit "MB/s"`],
    ["fs/read", { rate: "5MB/s", burst: "9 M" }, `"9 M" is no size: write it without a space and with the unit "MB"`],
  ];
  for (const [limit, value, message] of named) {
    it(`says what is wrong with ${JSON.stringify(value)} for ${limit}, and what would be right`, () => {
      const result = parseLimit(limit, value);
      assert.ok(!result.ok);
      assert.ok(result.error.message.startsWith(message), result.error.message);
    });
  }

  it("suggests only what it would take itself", () => {
    const piece = fc.constantFrom("5", "0", ".", ",", "_", "e", "-", " ", "mb", "KB", "/s", "sec", "m", "h", "x");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.constantFrom(...LIMIT_NAMES), (pieces, name) => {
        const result = parseLimit(name, pieces.join(""));
        const suggestion = result.ok ? undefined : /write it .*, as in "([^"]*)"/.exec(result.error.message)?.[1];
        if (suggestion === undefined) return;
        const again = parseLimit(name, suggestion);
        assert.doesNotMatch(again.ok ? "" : again.error.message, /write it /, suggestion);
      }),
      { numRuns: 5000 },
    );
  });

  it("leads to the part of a bucket that is wrong", () => {
    const burst = parseQuantity({ rate: "10MB/s", burst: "20mb" });
    assert.ok(!burst.ok);
    assert.deepEqual([burst.error.path, burst.error.on, burst.error.span], [["burst"], "value", { start: 2, end: 4 }]);
    const key = parseQuantity({ rate: "10/s", burts: 20 });
    assert.ok(!key.ok);
    assert.deepEqual([key.error.path, key.error.on], [["burts"], "key"]);
    assert.match(key.error.message, /did you mean "burst"/);
  });

  it("takes names of Object.prototype for neither units nor limits", () => {
    assert.equal(parseQuantity("5constructor").ok, false);
    assert.equal(parseLimit("constructor", 5).ok, false);
    assert.equal(parseLimit("__proto__", 5).ok, false);
  });
});

describe("printQuantity()", () => {
  it("prints as shortly as the units allow", () => {
    const printed = ["10MB/s", "32MiB", "200ms", "5s", "2min", "1.5kB", "10/s", "0.5/s", "6", "100kB/s"];
    for (const text of printed) {
      const result = parseQuantity(text);
      assert.ok(result.ok);
      assert.equal(printQuantity(result.value), text);
    }
    assert.equal(printQuantity({ kind: "rate", value: 1e7, burst: 5e7 }), `{ rate: "10MB/s", burst: "50MB" }`);
    assert.equal(printQuantity({ kind: "frequency", value: 10, burst: 20 }), `{ rate: "10/s", burst: 20 }`);
  });

  it("prints what is read back as the same quantity", () => {
    const whole = fc.maxSafeNat().map((value) => Math.max(1, value));
    const fraction = fc.double({ min: 1e-9, max: 2 ** 52, noNaN: true });
    const quantity = fc.oneof(
      fc.record({ kind: fc.constantFrom<QuantityKind>("bytes", "count"), value: whole }),
      fc.record({ kind: fc.constantFrom<QuantityKind>("rate", "frequency", "time"), value: fc.oneof(whole, fraction) }),
    );
    fc.assert(
      fc.property(quantity, (expected: Quantity) => {
        const text = printQuantity(expected);
        const actual = parseQuantity(text);
        assert.ok(actual.ok, text);
        assert.deepEqual(actual.value, { ...expected }, text);
      }),
    );
  });
});

describe("bad quantities", () => {
  const pieces = fc
    .array(
      fc.constantFrom(
        "0",
        "1",
        "9",
        ".",
        "-",
        "+",
        "e",
        "MB",
        "kB",
        "/s",
        "ms",
        "min",
        "GiB",
        " ",
        "_",
        "\n",
        "\u202E",
      ),
      {
        maxLength: 8,
      },
    )
    .map((list) => list.join(""));
  const written = fc.oneof(
    pieces,
    fc.string({ unit: "binary" }),
    fc.jsonValue(),
    fc.double(),
    fc.record(
      { rate: fc.oneof(pieces, fc.jsonValue()), burst: fc.oneof(pieces, fc.jsonValue()) },
      { requiredKeys: [] },
    ),
    fc.dictionary(fc.string(), fc.jsonValue()),
  );

  it("parseLimit() gives a value or a located problem for any text and any JSON, and never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom("fs/read", "http/request", "execution/cpu-time"), fc.string()),
        written,
        (...at) => {
          const [name, value] = at;
          for (const parsed of [parseLimit(name, value), parseQuantity(value)]) {
            if (parsed.ok) continue;
            const { message, span, path } = parsed.error;
            const text = path.reduce((inner: unknown, key) => (inner as Record<string, unknown>)[key], value);
            assert.ok(message.length > 5);
            assert.ok(
              span.start >= 0 && span.start <= span.end && span.end <= (typeof text === "string" ? text.length : 0),
            );
          }
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it("parseQuantity() answers at once for texts of 10,000 characters and more", () => {
    const isRefused = (text: string): boolean =>
      [parseQuantity(text), parseQuantity({ rate: text }), parseQuantity({ [text]: 1 }), parseLimit(text, 1)].every(
        ({ ok }) => !ok,
      );
    for (const piece of ["1", "0.", "9.9", " ", "x", "1e"])
      assert.ok(
        within(100, () => isRefused(piece.repeat(50_000))),
        piece,
      );
  });
});

describe("multiplyExactly()", () => {
  it("agrees with whole-number arithmetic", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(999), fc.constantFrom(...UNITS), (whole, thousandths, unit) => {
        const text = `${whole}.${String(thousandths).padStart(3, "0")}`;
        const product = multiplyExactly(text, unit.factor);
        const thousandfold = (BigInt(whole) * 1000n + BigInt(thousandths)) * BigInt(unit.factor);
        assert.equal(product.whole, thousandfold % 1000n === 0n);
        if (product.whole) assert.equal(product.value, Number(thousandfold / 1000n));
      }),
    );
  });
});

describe("divideExactly()", () => {
  it("is undefined when the fraction does not end in time", () => {
    assert.equal(divideExactly(1500, 1000, 3), "1.5");
    assert.equal(divideExactly(1, 1000, 3), "0.001");
    assert.equal(divideExactly(1000, 3000, 3), undefined);
    assert.equal(divideExactly(2000, 1000, 3), "2");
  });
});

describe("plainDecimal()", () => {
  it("writes no exponent", () => {
    assert.equal(plainDecimal(1e-7), "0.0000001");
    assert.equal(plainDecimal(1.25e-9), "0.00000000125");
    assert.equal(plainDecimal(1e21), "1000000000000000000000");
    assert.equal(plainDecimal(0.5), "0.5");
  });
});
