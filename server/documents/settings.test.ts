import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { DEFAULT_SETTINGS, readSettings, severityOf } from "./settings.ts";

describe("readSettings()", () => {
  it("takes the section, or what holds it, or nothing", () => {
    const settings = { ...DEFAULT_SETTINGS, enable: false, root: "src" };
    const sent = { enable: false, root: "src", severities: null };
    for (const from of [sent, { ambit: sent }, { ambit: sent, other: { root: 1 } }])
      assert.deepEqual(readSettings(from), { settings, problems: [] });
    for (const from of [undefined, null, 5, "x", [], {}])
      assert.deepEqual(readSettings(from), { settings: DEFAULT_SETTINGS, problems: [] });
  });

  const cases: readonly (readonly [sent: object, problem: string])[] = [
    [{ enable: "no" }, `"ambit.enable" is true or false, not "no"; it counts as true`],
    [{ root: ["src"] }, `"ambit.root" is a path, not ["src"]; it counts as ""`],
    [{ inlayHints: 0 }, `"ambit.inlayHints" is true or false, not 0; it counts as true`],
    [
      { severities: "off" },
      `"ambit.severities" is an object such as { "symbolic/unused-grant": "hint" }; it is left out`,
    ],
    [
      { severities: { "symbolic/unused-grand": "hint" } },
      `"ambit.severities" names "symbolic/unused-grand", and no code begins with that; did you mean "symbolic/unused-grant"?`,
    ],
    [
      { severities: { symbolik: "hint" } },
      `"ambit.severities" names "symbolik", and no code begins with that; did you mean "symbolic"?`,
    ],
    [{ severities: { xyz: "hint" } }, `"ambit.severities" names "xyz", and no code begins with that`],
    [
      { severities: { symbolic: "warn" } },
      `"ambit.severities" gives "symbolic" "warn"; there are "error", "warning", "information", "hint", "off"`,
    ],
  ];
  for (const [sent, problem] of cases) {
    it(`says what is wrong with ${JSON.stringify(sent)}, and leaves it out`, () => {
      assert.deepEqual(readSettings({ ...sent, ...("root" in sent ? {} : { root: "src" }) }), {
        settings: { ...DEFAULT_SETTINGS, root: "root" in sent ? "" : "src" },
        problems: [problem],
      });
    });
  }
});

describe("severityOf()", () => {
  it("is that of the longest beginning of the code", () => {
    const severities = { "symbolic/*": "hint", "symbolic/unused-grant": "off", static: "error" };
    const { problems, settings } = readSettings({ severities });
    assert.deepEqual(problems, []);
    const of = (code: string): string => severityOf(settings, { code, severity: "warning" });
    assert.deepEqual(
      ["symbolic/unused-grant", "symbolic/missing-permission", "static-check/computed-import", "parse/syntax"].map(of),
      ["off", "hint", "error", "warning"],
    );
  });
});
