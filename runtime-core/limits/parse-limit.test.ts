import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { divideExactly, multiplyExactly, plainDecimal } from "./decimal.ts";
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
    ["5KB/s", `did you mean "kB/s"`, 1, 5],
    ["10Mb/s", `did you mean "MB/s"`, 2, 6],
    ["5m", `did you mean "min"`, 1, 2],
    ["10Hz", `did you mean "/s"`, 2, 4],
    ["600/min", "per second only", 3, 7],
    ["010ms", "no leading zero", 1, 5],
    ["5.s", "both sides", 1, 3],
    ["10 MB/s", "no spaces", 2, 7],
    ["10,000", "no separators", 2, 6],
    ["1e3", "no exponent", 1, 3],
    [" 10MB/s", "no spaces", 0, 7],
    [".5s", `"0.5s"`, 0, 3],
    ["-1", "no sign", 0, 2],
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
    const before = process.cpuUsage();
    for (const text of ["1", "0.", "9.9", " ", "x", "1e"].map((piece) => piece.repeat(50_000))) {
      assert.equal(parseQuantity(text).ok, false);
      assert.equal(parseQuantity({ rate: text }).ok, false);
      assert.equal(parseQuantity({ [text]: 1 }).ok, false);
      assert.equal(parseLimit(text, 1).ok, false);
    }
    assert.ok(process.cpuUsage(before).user < 500_000);
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
