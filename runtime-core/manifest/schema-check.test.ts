import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { within } from "../../tests/cpu.ts";
import { checkEnvironment } from "./check-environment.ts";
import { EMPTY_MANIFEST, parseManifest } from "./parse-manifest.ts";
import { checkValue, printProblems } from "./schema-check.ts";
import { validateArguments, withDefaultArguments } from "./validate-arguments.ts";

describe("checkValue()", () => {
  it("says each thing that is wrong once, where it is", () => {
    const schema = {
      type: "object",
      properties: { city: { type: "string", minLength: 1 }, days: { type: "array", items: { type: "integer" } } },
      required: ["city"],
      additionalProperties: false,
    };
    assert.deepEqual(checkValue(schema, { city: "Ulm", days: [1, 2] }), []);
    const problems = checkValue(schema, { days: [1, "x"], extra: 1 });
    assert.deepEqual(
      problems.map(({ pointer }) => pointer),
      ["", "/days/1", "/extra"],
    );
    assert.match(printProblems(problems), /city.*; \/days\/1: .*; \/extra: it is not allowed here/);
  });

  it("leaves the schema as it was, frozen or not", () => {
    const schema = Object.freeze({ type: "string" });
    assert.equal(checkValue(schema, 5).length, 1);
    assert.deepEqual(Reflect.ownKeys(schema), ["type"]);
  });

  it("takes a schema that cannot be applied for one that nothing fits", () => {
    assert.match(checkValue({ $ref: "#" }, 1)[0]?.message ?? "", /refers to itself for ever/);
    assert.match(checkValue({ $ref: "https://elsewhere.example/schema" }, 1)[0]?.message ?? "", /cannot be applied/);
  });
});

describe("checkValue() with references", () => {
  it("gives up on references that double without end, and follows a tree to its leaves", () => {
    const names = Array.from({ length: 40 }, (_, i) => `d${i}`);
    const doubling = names.map((name, i) => {
      const next = { $ref: `#/$defs/d${i + 1}` };
      return [name, i === 39 ? { type: "number" } : { allOf: [next, next] }] as const;
    });
    const schema = { $ref: "#/$defs/d0", $defs: Object.fromEntries(doubling) };
    const problems = within(3000, () => checkValue(schema, 1));
    assert.match(problems[0]?.message ?? "", /cannot be applied: it follows more than 100000 references/);
    const tree = { type: "object", properties: { inner: { type: "array", items: { $ref: "#" } } }, required: ["name"] };
    const leaves = Array.from({ length: 1000 }, (_, i) => (i === 999 ? {} : { name: "leaf", inner: [{ name: "x" }] }));
    assert.deepEqual(
      checkValue(tree, { name: "root", inner: leaves }).map(({ pointer }) => pointer),
      ["/inner/999"],
    );
    assert.deepEqual(checkValue({ const: { $ref: "#/nowhere" } }, { $ref: "#/nowhere" }), []);
  });
});

describe("checkValue() with entries that must differ", () => {
  const unique = { type: "array", uniqueItems: true };

  it("looks at each entry a few times, however many there are", () => {
    let reads = 0;
    const entries = Array.from({ length: 2000 }, (_, i) => ({
      get a(): readonly number[] {
        reads += 1;
        return [i];
      },
    }));
    assert.deepEqual(checkValue(unique, entries), []);
    assert.ok(reads <= 10 * entries.length, `${reads} reads`);
  });

  it("compares as the standard says", () => {
    const repeating = [
      [1, 2, 1],
      [{ a: 1, b: [null] }, "x", { b: [null], a: 1 }],
      [[], {}, []],
      [0, -0],
    ];
    for (const value of repeating) assert.match(printProblems(checkValue(unique, value)), /^duplicate items/);
    assert.deepEqual(checkValue(unique, [1, "1", true, "true", null, "null", [], {}, [1], ["1"], "[0]", { a: 1 }]), []);
    assert.deepEqual(
      checkValue({ items: unique }, [
        [1, 2],
        [3, 3],
        [2, 1],
      ]).map(({ pointer }) => pointer),
      ["/1"],
    );
    assert.deepEqual(
      checkValue(unique, [
        [1, 1],
        [2, 2],
      ]),
      [],
    );
    assert.deepEqual(checkValue({ uniqueItems: false }, [1, 1]), []);
  });

  it("gives up on long lists of what repeats, also through references", () => {
    const pairs = Array.from({ length: 8000 }, (_, i) => [i, i]);
    assert.match(printProblems(checkValue(unique, pairs)), /cannot be applied: "uniqueItems" would compare more than/);
    const through = { allOf: Array.from({ length: 100 }, () => ({ $ref: "#/$defs/a" })), $defs: { a: unique } };
    assert.match(printProblems(checkValue(through, pairs.slice(0, 1000))), /"uniqueItems" would compare more than/);
    assert.deepEqual(checkValue(unique, pairs.slice(0, 1000)), []);
  });
});

describe("checkValue() with patterns", () => {
  it("matches as the engine does, also where the engine would take for ever", () => {
    const schema = {
      type: "object",
      properties: { host: { type: "string", pattern: "^(\\w+\\.)+\\w+$" }, const: { pattern: "(a*)*b" } },
      patternProperties: { "^(x|xx)+$": { type: "number" }, "^(x+)+$": { minimum: 5 } },
    };
    assert.deepEqual(checkValue(schema, { host: "a.b.example", const: "ab", xxx: 5 }), []);
    const wrong = checkValue(schema, { host: `${"a.".repeat(5000)}!`, const: "a".repeat(5000), xxx: 1, xx: "x" });
    assert.deepEqual(wrong.map(({ pointer }) => pointer).toSorted(), ["/const", "/host", "/xx", "/xxx"]);
    assert.deepEqual(checkValue({ const: { pattern: "(a+)+" } }, { pattern: "(a+)+" }), []);
    assert.match(printProblems(checkValue({ pattern: "(a)(\\1+)+" }, "aa")), /may take for ever/);
  });
});

describe("checkEnvironment()", () => {
  const { manifest } = parseManifest(
    {
      env: {
        UNITS: { type: "string", enum: ["metric", "imperial"], default: "metric" },
        PORT: { type: "string", pattern: "^[0-9]+$" },
      },
    },
    "/",
  );

  it("takes what is declared, with defaults, and nothing else", () => {
    assert.deepEqual(checkEnvironment(manifest, { PORT: "80", HOME: "/home" }), {
      values: { UNITS: "metric", PORT: "80" },
      problems: [],
    });
  });

  it("names what is missing and what does not fit", () => {
    assert.deepEqual(
      checkEnvironment(manifest, { UNITS: "miles" }).problems.map(({ name, code }) => [name, code]),
      [
        ["UNITS", "manifest/invalid-env"],
        ["PORT", "manifest/missing-env"],
      ],
    );
    assert.match(
      checkEnvironment(manifest, { PORT: "x" }).problems[0]?.message ?? "",
      /^The environment variable "PORT" does not fit/,
    );
  });
});

describe("checkValue() of formats", () => {
  const fits = (format: string, text: string): boolean => checkValue({ format }, text).length === 0;

  it("takes no longer for long texts than it takes to read them", () => {
    assert.ok(!fits("url", `http://${"a".repeat(400)} `));
    for (const [format, part] of Object.entries({ uri: "0-", "uri-reference": "1:", "uri-template": "{", url: "a-" }))
      assert.ok(!fits(format, `${part.repeat(500_000)} `), format);
    assert.ok(fits("uri", `data:text/plain,${"a".repeat(1e6)}`));
    assert.ok(fits("uri-reference", `/a${"/b".repeat(5e5)}?c`));
    assert.ok(fits("uri-template", `/a${"/{b}".repeat(2e5)}{?c*}`));
  });

  it("knows the same short texts as before", () => {
    const known = { url: "https://a.example/b?c", uri: "urn:a:b", "uri-reference": "../a", "uri-template": "/{a}" };
    for (const [format, text] of Object.entries(known)) assert.ok(fits(format, text), format);
    for (const [format, text] of Object.entries({
      url: "urn:a",
      uri: "/a",
      "uri-reference": "a b",
      "uri-template": "{",
    }))
      assert.ok(!fits(format, text), format);
  });

  it("does not know what others call a format", () => {
    for (const format of ["colour", "toString", "hasOwnProperty", "__proto__"]) assert.ok(fits(format, "x"), format);
  });
});

describe("validateArguments()", () => {
  const { manifest } = parseManifest(
    { parameters: { city: { type: "string" }, days: { type: "integer", default: 3 } } },
    "/",
  );

  it("wants every parameter without a default, and nothing else", () => {
    assert.deepEqual(validateArguments(manifest, { city: "Ulm" }), []);
    assert.deepEqual(validateArguments(manifest, {}), [`"city" is missing`]);
    assert.deepEqual(validateArguments(manifest, { city: "Ulm", day: 1 }), [
      `there is no parameter "day", did you mean "days"?`,
    ]);
    assert.deepEqual(validateArguments(manifest, { city: 5 }), [
      `"city" does not fit, being 5: it is of type "number", not "string"`,
    ]);
    assert.deepEqual(validateArguments(manifest, []), ["they are no object"]);
  });

  it("names the pattern and the value that does not match it", () => {
    const parameters = {
      city: { type: "string", pattern: "^[a-z-]+$" },
      hosts: { type: "object", additionalProperties: { items: { pattern: "^(\\w+\\.)+\\w+$" } } },
    };
    const { manifest: strict } = parseManifest({ parameters }, "/");
    assert.deepEqual(validateArguments(strict, { city: "OSLO", hosts: { "a/b c": ["a.example", "b!"] } }), [
      `"city" does not fit, being "OSLO": it does not match the pattern "^[a-z-]+$"`,
      `"hosts/a~1b%20c/1" does not fit, being "b!": it does not match the pattern "^(\\w+\\.)+\\w+$"`,
    ]);
  });

  it("leaves a module without parameters alone", () => {
    assert.deepEqual(validateArguments(EMPTY_MANIFEST, { anything: 1 }), []);
  });

  it("withDefaultArguments() fills in what was left out", () => {
    assert.deepEqual(withDefaultArguments(manifest, { city: "Ulm" }), { city: "Ulm", days: 3 });
    assert.deepEqual(withDefaultArguments(manifest, { city: "Ulm", days: 1 }), { city: "Ulm", days: 1 });
  });
});
