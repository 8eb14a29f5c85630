import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { ModuleEffects } from "../server/protocol.ts";
import { type ReachRow, reachRows } from "./reach.ts";

type Effect = ModuleEffects["effects"][number];

function at(line: number, file = "main.ts"): Effect["location"] {
  return {
    uri: `file:///project/${file}`,
    range: { start: { line: line - 1, character: 2 }, end: { line: line - 1, character: 9 } },
  };
}

function effect(kind: string, resource: string | null, more: Partial<Effect> = {}): Effect {
  const rest = { call: "readText", resolution: "exact", phase: "init", location: at(9), grants: [at(4)] } as const;
  return { ...rest, kind, resource, worstCase: resource ?? "/**", ...more };
}

function rows(effects: readonly Effect[], unknowns: ModuleEffects["unknowns"] = []): readonly ReachRow[] {
  return reachRows({ effects, unknowns }, ({ range }) => `grant of line ${range.start.line + 1}`);
}

function lines(shown: readonly ReachRow[], indent = ""): readonly string[] {
  return shown.flatMap(({ children = [], description, kind, label }) => [
    `${indent}${kind} ${label}: ${description}`,
    ...lines(children as readonly ReachRow[], `${indent}  `),
  ]);
}

describe("reachRows()", () => {
  it("sort by what is reached, with the calls and whether a grant covers them", () => {
    const effects = [
      effect("http.read", "https://a.example/*", { call: "fetch", location: at(12, "my%20weather.ts") }),
      effect("fs.write", "/b", { call: "writeText", grants: [] }),
      effect("fs.read", "/b", { location: at(9), phase: "export:default" }),
      effect("fs.read", "/b", { location: at(9) }),
      effect("fs.read", "/b", { call: "exists", location: at(7), grants: [] }),
      effect("fs.read", null),
    ];
    assert.deepEqual(lines(rows(effects)), [
      "group Hosts: 1",
      "  group a.example: ",
      "    reached /*: read · fetch in my weather.ts:12",
      "group Folders: 1",
      "  group /: not all is granted",
      "    missing b: read · 2 calls · no grant covers it",
      "      reached readText: main.ts:9",
      "      missing exists: main.ts:7 · no grant covers it",
      "    missing b: write · writeText in main.ts:9 · no grant covers it",
      "    reached **: read · readText in main.ts:9",
    ]);
  });

  it("stand below their host or folder, which are what is counted", () => {
    const effects = [
      effect("http.read", "https://a.example/v1/*"),
      effect("http.write", "https://a.example/v2?q=1"),
      effect("http.read", "http://localhost:8787/"),
      effect("websocket.connect", "wss://a.example"),
      effect("fs.read", "/docs/**"),
      effect("fs.read", "/docs/deep/*.json"),
      effect("fs.list", "/docs/"),
      effect("fs.create", "/docs/{a,b}/c", { grants: [] }),
    ];
    const shown = rows(effects).map(({ children = [], ...row }) => [
      `${row.label}: ${row.description}`,
      children.map((each) => [each.label, each.children?.map(({ label }) => label)]),
    ]);
    assert.deepEqual(shown, [
      [
        "Hosts: 3",
        [
          ["http://localhost:8787", ["/"]],
          ["a.example", ["/v1/*", "/v2?q=1"]],
          ["wss://a.example", ["/"]],
        ],
      ],
      [
        "Folders: 2",
        [
          ["/docs/", ["{a,b}/c", "./", "**"]],
          ["/docs/deep/", ["*.json"]],
        ],
      ],
    ]);
  });

  it("propose no grant for a call of which nothing is known", () => {
    const call = effect("fs.read", null, { grants: [] });
    assert.deepEqual(lines(rows([call, { ...call, phase: "export:default" }])), [
      "group Not known: 1",
      "  unknown readText: may ask for fs.read: what it reaches is known only when it runs",
    ]);
  });

  it("say which grant covers a call, and what it may come to at worst", () => {
    const wide = effect("http.read", "https://a.example/*", { worstCase: "https://a.example/**" });
    const [group] = rows([wide]);
    assert.equal(
      group?.children?.[0]?.children?.[0]?.tooltip(),
      "`http.read https://a.example/*`\n\nAt worst `https://a.example/**`.\n\nGranted by `grant of line 4` (main.ts:4).",
    );
    const [, missing] = rows([wide, effect("env.read", "HOME", { grants: [] })]);
    assert.equal(missing?.label, "Variables");
    assert.equal(missing.children?.[0]?.tooltip(), "`env.read HOME`\n\nNo grant covers it.");
  });

  it("lead to the call, to its grant, and name what is not granted as it is printed", () => {
    const [group] = rows([effect("env.read", "HOME", { location: at(3) })]);
    assert.deepEqual(group?.children?.[0]?.about, { call: at(3), grant: at(4), permission: "env.read HOME" });
    assert.equal(group.about, undefined);
  });

  it("keep their ids when calls move and others come before them", () => {
    const ids = (shown: readonly ReachRow[]): readonly string[] =>
      shown.flatMap(({ children = [], id }) => [id, ...ids(children as readonly ReachRow[])]);
    const before = ids(rows([effect("fs.read", "/b")]));
    const after = ids(
      rows([effect("env.read", "HOME"), effect("fs.read", "/a"), effect("fs.read", "/b", { location: at(99) })]),
    );
    assert.deepEqual(
      before.filter((id) => !after.includes(id)),
      [],
    );
    assert.equal(new Set(after).size, after.length);
  });

  it("end with what is not known, and why", () => {
    const unknowns = [
      { detail: "plugin()", reason: "it comes from outside", kinds: null, location: at(5) },
      { detail: "f()", reason: "r", kinds: ["fs.read"], location: at(6) },
    ];
    assert.deepEqual(lines(rows([], unknowns)), [
      "group Not known: 2",
      "  unknown plugin(): may do anything: it comes from outside",
      "  unknown f(): may ask for fs.read: r",
    ]);
  });
});
