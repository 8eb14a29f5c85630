/** Patterns made to be slow are answered at once. */
import { describe, it } from "mocha";
import { Grants } from "../../runtime-core/permissions/grants.ts";
import { includes } from "../../runtime-core/permissions/includes.ts";
import { parseManifest } from "../../runtime-core/manifest/parse-manifest.ts";
import { withinParent } from "../../runtime-core/manifest/within-parent.ts";
import { witness } from "../../runtime-core/permissions/witness.ts";
import { within } from "../cpu.ts";
import { permission, subject } from "./random-patterns.ts";

/** An answer that takes as long as more million turns of a loop counts as none. */
const ANSWER = 200;

/** An explanation asks some more questions. */
const EXPLANATION = 1000;

const HOSTILE = [
  "/**/a".repeat(1000),
  `${"/**/a".repeat(1000)}/b`,
  "/**/*".repeat(1000),
  "/**".repeat(1000),
  `/${"a*".repeat(5000)}b`,
  `/*${"a*".repeat(5000)}`,
  `/*${"a".repeat(5000)}*${"a".repeat(4900)}b*`,
  `/**${"/a".repeat(2000)}/b/**`,
  `/**${"/*a".repeat(1200)}/b/**${"/*a".repeat(1200)}`,
  "/a".repeat(4000),
  `/**/.x${"/**/.*".repeat(800)}`,
  `/${"a".repeat(10_000)}`,
];

describe("hostile patterns", () => {
  for (const [index, text] of HOSTILE.entries()) {
    it(`includes() and a drop answer in time: ${index}, ${text.slice(0, 20)}… (${text.length} characters)`, () => {
      const granted = permission(text);
      for (const other of HOSTILE) {
        const asked = permission(other);
        within(ANSWER, () => includes(granted, asked), `includes ${other.slice(0, 20)}`);
        const grants = new Grants([asked]);
        grants.drop(granted);
        within(ANSWER, () => grants.check(asked), `drop, then ask for ${other.slice(0, 20)}`);
      }
    });
  }

  it("a child within its parent is answered in time, with the nearest grant and a witness", () => {
    const grants = new Grants(HOSTILE.map((text) => permission(text)));
    for (const text of HOSTILE) {
      for (const other of HOSTILE) {
        const [granted, asked] = [permission(other), permission(text)];
        within(EXPLANATION, () => witness(granted, asked), `witness ${text.slice(0, 20)}`);
      }
      const { manifest } = parseManifest({ permissions: { fs: { read: [`${text}/x`], write: [text] } } }, "/");
      const bounds = { permissions: grants, limits: [], hosts: {} };
      within(EXPLANATION, () => withinParent(manifest, bounds, "script"), text.slice(0, 20));
    }
  });

  it("a host, a name or a path without end is answered in time", () => {
    const grants = new Grants([
      permission("https://*.a.example", { domain: "http" }),
      permission("APP_*", { domain: "env" }),
      permission("/a/**/b"),
    ]);
    for (const [resource, domain] of [
      [`https://${"a.".repeat(100_000)}example/`, "http"],
      [`https://a.example/${"%2f..".repeat(40_000)}`, "http"],
      [`https://a.example/?${"x=1&".repeat(50_000)}`, "http"],
      ["A_".repeat(100_000), "env"],
      ["/a/..".repeat(40_000), "fs"],
      ["/a".repeat(100_000), "fs"],
    ] as const) {
      within(ANSWER, () => grants.check(subject(resource, { domain })), `${domain} ${resource.slice(0, 20)}`);
    }
  });

  it("a long subject against many stars is answered in time", () => {
    const long = subject(`/data/${"a".repeat(50_000)}`);
    within(ANSWER, () => includes(permission(`/data/${"*a".repeat(5000)}*b`), long), "many stars");
    within(
      ANSWER,
      () => includes(permission(`/data/${"**/".repeat(1000)}b`), subject("/data/a".repeat(2000))),
      "many globstars",
    );
  });

  it("a long URL is answered in time", () => {
    const granted = permission(`https://a.example${"/**/a*".repeat(1000)}?x=${"*a".repeat(2000)}`, { domain: "http" });
    const asked = subject(`https://a.example${"/ab".repeat(3000)}?x=${"a".repeat(20_000)}`, { domain: "http" });
    within(ANSWER, () => includes(granted, asked), "url");
  });
});
