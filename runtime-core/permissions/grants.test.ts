import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { within } from "../../tests/cpu.ts";
import { Grants } from "./grants.ts";
import { parsePermission, parseSubject, printPermission } from "./parse-permission.ts";
import type { Permission, Subject } from "./permission.ts";

describe("Grants", () => {
  it("check() says which grant allows", () => {
    const grants = grantsOf(
      "fs.read /data/**",
      "fs.write /out/**",
      "http.read https://*.a.example/v1/**",
      "env.read APP_*",
    );
    assert.equal(answer(grants, "fs.read /data/x"), "by fs.read /data/**");
    assert.equal(answer(grants, "fs.create /out/x"), "by fs.write /out/**");
    assert.equal(answer(grants, "http.read https://x.b.a.example/v1/y?z=1"), "by http.read https://*.a.example/v1/**");
    assert.equal(answer(grants, "env.read APP_A_B"), "by env.read APP_*");
  });

  it("check() of a pattern wants one grant for all of it", () => {
    const grants = grantsOf("fs.read /data", "fs.read /data/*/**");
    assert.equal(grants.check(pattern("fs.read /data/**")).verdict, "denied");
    assert.equal(grants.check(pattern("fs.read /data/x/**")).verdict, "allowed");
  });

  const DENIALS: readonly (readonly [grants: readonly string[], asked: string, answer: string])[] = [
    [["fs.read /data/**"], "fs.read /etc/passwd", "denied"],
    [
      ["fs.read /data/*.json", "fs.read /x"],
      "fs.read /data/a.txt",
      'fs.read /data/*.json: its segment "*.json" does not cover "a.txt"',
    ],
    [
      ["fs.read /data/*/x/**/y"],
      "fs.read /data/b/x/y/z",
      'fs.read /data/*/x/**/y: its last segment "y" does not cover "z"',
    ],
    [["fs.read /data/*"], "fs.read /data", "fs.read /data/*: it is for what lies deeper"],
    [
      ["fs.read /data/**"],
      "fs.read /data/.env",
      'fs.read /data/**: ".env" begins with a dot, and no wildcard matches that',
    ],
    [["fs.read /data/*"], "fs.read /data/a/b", 'fs.read /data/*: it does not reach as deep as "b"'],
    [["fs.read /data/a/b"], "fs.read /data/a", 'fs.read /data/a/b: its last segment "b" does not cover "a"'],
    [["fs.read /data/**/x"], "fs.read /data/a", 'fs.read /data/**/x: its last segment "x" does not cover "a"'],
    [["fs.read /data/**", "fs.write /out/**"], "fs.write /data/a", 'fs.read /data/**: its kind is "read", not "write"'],
    [["fs.create /data/**"], "fs.write /data/a", 'fs.create /data/**: its kind is "create", not "write"'],
    [
      ["http.read https://a.example"],
      "http.read http://a.example/",
      'http.read https://a.example: its scheme is "https", not "http"',
    ],
    [
      ["http.read https://a.example", "http.read https://api.b.example"],
      "http.read https://www.b.example/",
      'http.read https://api.b.example: its host is "api.b.example", not "www.b.example"',
    ],
    [
      ["http.read https://*.a.example"],
      "http.read https://a.example/",
      'http.read https://*.a.example: its host is "*.a.example", not "a.example"',
    ],
    [
      ["http.read https://a.example"],
      "http.read https://a.example:8443/",
      "http.read https://a.example: its port is 443, not 8443",
    ],
    [
      ["http.read https://a.example/v1/*"],
      "http.read https://a.example/v2/x",
      'http.read https://a.example/v1/*: its segment "v1" does not cover "v2"',
    ],
    [
      ["http.read https://a.example/v1/*"],
      "http.read https://a.example/v1/a%2Fb",
      'http.read https://a.example/v1/*: an escaped "/", "\\" or NUL needs a grant whose path ends in "/**"',
    ],
    [
      ["http.read https://a.example/v1/**"],
      "http.read https://a.example/v1/..%2Fadmin",
      'http.read https://a.example/v1/**: it does not cover the path with its escaped "/" decoded',
    ],
    [
      ["http.read https://a.example/x?q=1"],
      "http.read https://a.example/x?q=2",
      "http.read https://a.example/x?q=1: its query is another one",
    ],
    [
      ["http.read https://a.example"],
      "http.write https://a.example/",
      'http.read https://a.example: its kind is "read", not "write"',
    ],
    [["http.serve localhost:8080"], "http.serve localhost:80", "http.serve localhost:8080: its port is 8080, not 80"],
    [["env.read APP_NAME"], "env.read APP_NAMES", 'env.read APP_NAME: it is for "APP_NAME", not "APP_NAMES"'],
    [["env.read APP_NAME"], "env.read HOME", "denied"],
    [
      ["database.read main/users"],
      "database.read main/posts",
      'database.read main/users: its table is "users", not "posts"',
    ],
    [["database.read main/users"], "database.read main", 'database.read main/users: it is for the table "users" only'],
    [[], "env.read HOME", "denied"],
  ];
  for (const [grants, asked, expected] of DENIALS) {
    it(`check() says what is missing for ${asked}, granted ${grants.join(", ") || "nothing"}`, () => {
      assert.equal(answer(grantsOf(...grants), asked), expected);
    });
  }

  it("check() says the same among thousands of grants, and as fast", () => {
    const fillers = Array.from({ length: 400 }, (_, i) => [
      `fs.read /filler-${i % 50}/x-${i}/**`,
      `http.write https://h${i}.filler.test/v1/**`,
      `env.read FILLER_${i}`,
      `database.read filler${i}/t${i}`,
    ])
      .flat()
      .map(pattern);
    for (const [grants, asked, expected] of DENIALS) {
      if (expected === "denied") continue;
      const many = new Grants([...fillers.slice(0, 800), ...grants.map(pattern), ...fillers.slice(800)]);
      assert.equal(answer(many, asked), expected);
      within(100, () => Array.from({ length: 100 }, () => many.check(subject(asked))), asked);
    }
  });

  it("drop() of thousands of paths leaves checks fast, and of the same path twice counts once", () => {
    const grants = grantsOf("fs.write /data/**");
    for (let i = 0; i < 20_000; i++) grants.drop(pattern(`fs.create /data/${i % 5000}/*`));
    assert.equal(grants.dropped.length, 5000);
    assert.equal(answer(grants, "fs.write /data/4999/a"), "dropped fs.create /data/4999/*");
    const answers = within(100, () => Array.from({ length: 100 }, () => answer(grants, "fs.update /data/a/b")));
    assert.deepEqual(new Set(answers), new Set(["by fs.write /data/**"]));
  });

  it("drop() reaches living and future children, and never goes up or sideways", () => {
    const parent = grantsOf("fs.read /data/**");
    const one = new Grants(parent.grants, parent);
    const two = new Grants(parent.grants, parent);
    one.drop(pattern("fs.read /data/a/**"));
    assert.equal(answer(one, "fs.read /data/a/x"), "dropped fs.read /data/a/**");
    assert.equal(answer(two, "fs.read /data/a/x"), "by fs.read /data/**");
    parent.drop(pattern("fs.read /data/b"));
    assert.equal(answer(one, "fs.read /data/b"), "dropped fs.read /data/b");
    assert.equal(answer(new Grants(parent.grants, two), "fs.read /data/b"), "dropped fs.read /data/b");
    assert.equal(answer(parent, "fs.read /data/a/x"), "by fs.read /data/**");
  });

  it("drop() takes the major kind with its minor, and leaves the other minor", () => {
    const grants = grantsOf("fs.write /out/**");
    grants.drop(pattern("fs.create /out/**"));
    assert.equal(answer(grants, "fs.create /out/a"), "dropped fs.create /out/**");
    assert.equal(answer(grants, "fs.write /out/a"), "dropped fs.create /out/**");
    assert.equal(answer(grants, "fs.update /out/a"), "by fs.write /out/**");
  });

  it("drop() holds for a URL that a decoding server takes for a dropped one", () => {
    const grants = grantsOf("http.read https://a.example");
    grants.drop(pattern("http.read https://a.example/admin/*"));
    assert.equal(
      answer(grants, "http.read https://a.example/v1/..%2Fadmin%2Fx"),
      "dropped http.read https://a.example/admin/*",
    );
    assert.equal(answer(grants, "http.read https://a.example/v1/a%2Fb"), "by http.read https://a.example");
  });

  it("add() grants more, but not what was dropped", () => {
    const grants = grantsOf();
    grants.drop(pattern("fs.read /data/secret"));
    grants.add(pattern("fs.read /data/*"));
    assert.equal(answer(grants, "fs.read /data/a"), "by fs.read /data/*");
    assert.equal(answer(grants, "fs.read /data/secret"), "dropped fs.read /data/secret");
  });
});

function answer(grants: Grants, asked: string): string {
  const decision = grants.check(subject(asked));
  if (decision.verdict === "allowed") return `by ${printPermission(decision.grant)}`;
  if (decision.dropped !== undefined) return `dropped ${printPermission(decision.dropped)}`;
  return decision.nearest === undefined
    ? "denied"
    : `${printPermission(decision.nearest.grant)}: ${decision.nearest.why}`;
}

function grantsOf(...texts: readonly string[]): Grants {
  return new Grants(texts.map(pattern));
}

function pattern(text: string): Permission {
  const parsed = parsePermission(fields(text), "/");
  assert.ok(parsed.ok, text);
  return parsed.value;
}

function subject(text: string): Subject {
  const parsed = parseSubject(fields(text), "/");
  assert.ok(parsed.ok, text);
  return parsed.value;
}

function fields(text: string): { domain: string; kind: string; resource: string } {
  const [, domain = "", kind = "", resource = ""] = /^(\w+)\.(\w+) (.*)$/.exec(text) ?? [];
  return { domain, kind, resource };
}
