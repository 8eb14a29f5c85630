import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { ModuleEffects } from "../server/protocol.ts";
import { reachOf } from "./reach.ts";

type Effect = ModuleEffects["effects"][number];

const LOCATION = {
  uri: "file:///main.ts",
  range: { start: { line: 1, character: 2 }, end: { line: 1, character: 9 } },
};

function effect(kind: string, resource: string | null, more: Partial<Effect> = {}): Effect {
  const rest = { call: "readText", resolution: "exact", phase: "init", location: LOCATION } as const;
  return { ...rest, kind, resource, worstCase: resource ?? "/**", grants: [LOCATION], ...more };
}

describe("reachOf()", () => {
  it("sorts by kind, names each resource once, and says what may be wider", () => {
    const effects = [
      effect("http.read", "https://a.example/*", { call: "fetch", worstCase: "https://a.example/**" }),
      effect("fs.read", "/b"),
      effect("fs.read", "/a"),
      effect("fs.read", "/b", { call: "exists" }),
      effect("fs.read", null),
    ];
    const rows = reachOf({ effects, unknowns: [] }).map(({ kind, reaches }) => [
      kind,
      ...reaches.map(({ description, detail, label }) => `${label} | ${description} | ${detail}`),
    ]);
    assert.deepEqual(rows, [
      ["fs.read", "/** | readText | ", "/a | readText | ", "/b | readText, exists, 2 calls | "],
      ["http.read", "https://a.example/* | fetch | at worst https://a.example/**"],
    ]);
  });

  it("ends with what is not known", () => {
    const unknowns = [
      { detail: "plugin()", reason: "it comes from outside", kinds: null, location: LOCATION },
      { detail: "f()", reason: "r", kinds: ["fs.read"], location: LOCATION },
    ];
    const [group] = reachOf({ effects: [], unknowns });
    assert.equal(group?.kind, "not known");
    assert.deepEqual(
      group.reaches.map(({ description }) => description),
      ["may do anything", "may ask for fs.read"],
    );
  });
});
