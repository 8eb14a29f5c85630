/** Random values, and random JSON that is often nearly an encoding. */
import fc from "fast-check";
import type { Value } from "../../runtime-core/values/value.ts";

const fieldName = fc.oneof(
  fc.string({ unit: "grapheme-ascii", maxLength: 6 }).filter((name) => !name.startsWith("$")),
  fc.constantFrom("__proto__", "constructor", "10", "9", "", "a b", "toString"),
);

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }).filter((each) => each.isWellFormed()),
  fc.constantFrom("", "\0", "a\0", "\u{10000}", "\uFFFF", "\u202E", "$integer"),
);

const integer = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, -1n, 255n, 256n, -256n, -257n, 65535n, 65536n, -(2n ** 32n), 2n ** 63n - 1n, -(2n ** 63n)),
);

const float = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324, -5e-324));

const base64 = fc.oneof(
  fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString("base64")),
  fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString("base64")),
  fc.base64String({ maxLength: 16 }),
  fc.constantFrom("AAAAAAAA+H8=", "AAAAAAAA8H8=", "AAAAAAAAAIA=", "AAAAAAAA8D8=", "AAAAAAAA+P8=", "=", "A===", 1, null),
);

/** Any value. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    integer,
    float,
    text,
    fc.uint8Array({ maxLength: 6 }).map((bytes) => new Uint8Array(bytes).buffer),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(fieldName, tie("value")), { maxLength: 4 }).map(objectOf),
  ),
})).value;

/** JSON with encodings in it, right ones and wrong ones. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    fc.jsonValue({ maxDepth: 2 }),
    fc
      .tuple(fc.constantFrom("$integer", "$float", "$bytes", "$set", "$x", "$"), base64)
      .map((entry) => objectOf([entry])),
    fc.array(tie("json"), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.oneof(fieldName, fc.constantFrom("$a", "é", "\n")), tie("json")), { maxLength: 3 })
      .map((entries) => objectOf(entries)),
  ),
})).json;

function objectOf<Field>(entries: readonly (readonly [string, Field])[]): Record<string, Field> {
  const object: Record<string, Field> = {};
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return object;
}
