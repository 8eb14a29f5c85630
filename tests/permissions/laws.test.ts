/** Laws of permissions that hold for any pattern. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { Grants } from "../../runtime-core/permissions/grants.ts";
import { includes, matches, overlaps } from "../../runtime-core/permissions/includes.ts";
import {
  parsePermission,
  parseSubject,
  printPermission,
  printResource,
} from "../../runtime-core/permissions/parse-permission.ts";
import { PERMISSION_KINDS, type Permission, type PermissionDomain } from "../../runtime-core/permissions/permission.ts";
import { witness } from "../../runtime-core/permissions/witness.ts";
import { nearby, pairs, PATH_SEGMENTS, permission, segments, subject, URL_SEGMENTS } from "./random-patterns.ts";

const NAMES = ["a", "b", "ab", "aab", "c", ".a", ".b", "..a", "a.b"];
const HOSTS = [
  "a.example",
  "*.a.example",
  "b.a.example",
  "*.b.a.example",
  "10.0.0.1",
  "[10.0.0.0/8]",
  "[10.1.0.0/16]",
  "[::1]",
  "[fd00::/8]",
];
const AUTHORITIES = ["https://", "http://", "http(s)://"].flatMap((scheme) =>
  HOSTS.flatMap((host) => ["", ":443", ":8080", ":*"].map((port) => scheme + host + port)),
);
const QUERIES = ["", "", "?", "?x=1", "?x=*", "?x=a*&y=*", "?y=*&x=*"];

const MEANINGFUL = [
  "/",
  "/",
  ".",
  "..",
  "*",
  "**",
  "\\",
  "\\*",
  "\\\\",
  "{",
  "}",
  "%",
  "%zz",
  "%2F",
  "%5c",
  "%00",
  "%41",
  "[",
  "]",
  ":",
  "@",
  "?",
  "#",
  "&",
  "=",
  "'",
  "^",
  "https://",
  "wss://",
  "a",
  "10.0.0.0/8",
  "\0",
  "\uD800",
  " ",
  "é",
  "e\u0301",
];

const path = segments(PATH_SEGMENTS).map((list) => permission(`/${list.join("/")}`));
const url = fc
  .tuple(fc.constantFrom(...AUTHORITIES), fc.option(segments(URL_SEGMENTS, 4)), fc.constantFrom(...QUERIES))
  .map(([authority, list, query]) =>
    permission(`${authority}${list === null ? "" : `/${list.join("/")}`}${query}`, { domain: "http" }),
  );
const other = fc.oneof(
  fc.constantFrom("APP_*", "APP_A", "APP_A_*", "HOME", "APP_").map((name) => permission(name, { domain: "env" })),
  fc
    .tuple(
      fc.constantFrom("main", "main/users", "other"),
      fc.constantFrom("read", "write", "create", "update", "delete"),
    )
    .map(([name, kind]) => permission(name, { domain: "database", kind })),
  fc
    .constantFrom("localhost:80", "localhost:*", "127.0.0.1:80")
    .map((at) => permission(at, { domain: "http", kind: "serve" })),
);
const any = fc.oneof(path, url, other);
const triple = fc.oneof(
  segments(PATH_SEGMENTS).chain((base) => {
    const near = nearby(PATH_SEGMENTS, base).map((list) => permission(`/${list.join("/")}`));
    return fc.tuple(near, near, near);
  }),
  fc.tuple(url, url, url),
  fc.tuple(other, other, other),
);
const visitedPath = fc
  .array(fc.constantFrom(...NAMES), { maxLength: 5 })
  .map((names) => subject(`/${names.join("/")}`));
const visited = fc.oneof(
  visitedPath,
  fc
    .constantFrom(
      "https://b.a.example/a/b",
      "https://b.a.example:8080/a%2Fb?x=1",
      "http://10.1.0.1/ab",
      "https://[fd00::1]/",
    )
    .map((at) => subject(at, { domain: "http" })),
  fc.constantFrom("APP_A", "HOME").map((name) => subject(name, { domain: "env" })),
  fc
    .tuple(fc.constantFrom("main", "main/users", "other"), fc.constantFrom("read", "write", "create", "update"))
    .map(([name, kind]) => subject(name, { domain: "database", kind })),
);
const askedOrVisited = fc.oneof(any, visited);

describe("laws of includes()", () => {
  it("is reflexive", () => {
    fc.assert(
      fc.property(any, (a) => includes(a, a)),
      { numRuns: 3000 },
    );
  });

  it("is transitive", () => {
    fc.assert(
      fc.property(triple, ([a, b, c]) => !includes(a, b) || !includes(b, c) || includes(a, c)),
      { numRuns: 20_000 },
    );
  });

  it("is antisymmetric for paths, up to the normal form", () => {
    const normal = (p: Permission) =>
      p.resource.kind === "path" ? p.resource.list.normal.map((s) => `${s.kind} ${s.word}`).join("/") : "";
    fc.assert(
      fc.property(pairs(PATH_SEGMENTS), ([left, right]) => {
        const [a, b] = [permission(`/${left.join("/")}`), permission(`/${right.join("/")}`)];
        return (includes(a, b) && includes(b, a)) === (normal(a) === normal(b));
      }),
      { numRuns: 5000 },
    );
  });

  it("hands every match down: what B matches, A matches when A includes B", () => {
    fc.assert(
      fc.property(pairs(PATH_SEGMENTS), visitedPath, ([left, right], asked) => {
        const [a, b] = [permission(`/${left.join("/")}`), permission(`/${right.join("/")}`)];
        if (!matches(b, asked)) return true;
        return (
          (!includes(a, b) || matches(a, asked)) &&
          overlaps(a, b) === (overlaps(b, a) || false) &&
          (!matches(a, asked) || overlaps(a, b))
        );
      }),
      { numRuns: 20_000 },
    );
  });

  it("an ask for one path is an ask for the pattern that is this path", () => {
    fc.assert(
      fc.property(
        path,
        visitedPath,
        (granted, asked) => matches(granted, asked) === includes(granted, permission(printResource(asked))),
      ),
      { numRuns: 3000 },
    );
  });

  it("never includes across domains", () => {
    fc.assert(fc.property(any, any, (a, b) => a.domain === b.domain || (!includes(a, b) && !overlaps(a, b))));
  });
});

describe("laws of witness()", () => {
  it("is there exactly when the grant does not include, and is asked and not granted", () => {
    fc.assert(
      fc.property(triple, ([granted, asked]) => {
        const example = witness(granted, asked);
        assert.equal(
          example === undefined,
          includes(granted, asked),
          `${printPermission(granted)} | ${printPermission(asked)}`,
        );
        if (example === undefined || granted.domain !== asked.domain) return;
        const found = subject(example, asked);
        assert.ok(matches(asked, found), `${example} is not asked by ${printPermission(asked)}`);
        assert.ok(!matches(granted, found), `${example} is granted by ${printPermission(granted)}`);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("laws of printing", () => {
  it("what is printed parses to the same permission", () => {
    fc.assert(
      fc.property(any, (a) => {
        const again = permission(printResource(a), a);
        assert.equal(printPermission(again), printPermission(a));
        assert.ok(includes(a, again) && includes(again, a));
      }),
      { numRuns: 3000 },
    );
  });

  it("normalising twice is normalising once, for any text that parses", () => {
    const pieces = fc.array(
      fc.constantFrom(
        "/",
        ".",
        "..",
        "a",
        "%4",
        "%31",
        "%2F",
        "%2f",
        "%",
        "é",
        "e\u0301",
        "\\*",
        "*",
        "?",
        "x=1",
        "&",
        ":",
        "https://a.example",
        "b",
      ),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(
        pieces.map((list) => list.join("")),
        fc.constantFrom("fs", "http"),
        (text, domain) => {
          const parsed = parseSubject({ domain, kind: "read", resource: text }, "/app");
          if (!parsed.ok) return;
          const once = printResource(parsed.value);
          assert.equal(printResource(subject(once, { domain })), once);
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

/** Any text: random characters, and random orders of what has a meaning. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.array(fc.constantFrom(...MEANINGFUL), { maxLength: 12 }).map((list) => list.join("")),
  fc.array(fc.constantFrom(...MEANINGFUL), { maxLength: 8 }).map((list) => `https://a.example/${list.join("")}`),
);
const anyKind = fc.constantFrom(
  ...(Object.keys(PERMISSION_KINDS) as PermissionDomain[]).flatMap((domain) =>
    PERMISSION_KINDS[domain].map((kind) => ({ domain, kind: kind as string })),
  ),
  { domain: "toString", kind: "read" },
  { domain: "fs", kind: "constructor" },
);

describe("laws of parsing", () => {
  for (const [name, parse] of Object.entries({ parsePermission, parseSubject })) {
    it(`${name}() gives a value or a located problem for any text, and never throws`, () => {
      fc.assert(
        fc.property(anyText, anyKind, (resource, at) => {
          const parsed = parse({ ...at, resource }, "/app");
          if (parsed.ok) return printResource(parsed.value) !== "";
          const { message, span } = parsed.error;
          return message.length > 10 && span.start >= 0 && span.start <= span.end && span.end <= resource.length;
        }),
        { numRuns: 30_000 },
      );
    });
  }

  it("what is printed of any text that parses is the same permission", () => {
    fc.assert(
      fc.property(anyText, anyKind, (resource, at) => {
        const parsed = parsePermission({ ...at, resource }, "/app/{a}/*");
        if (!parsed.ok) return;
        const again = permission(printResource(parsed.value), at);
        assert.equal(printResource(again), printResource(parsed.value));
        assert.ok(includes(parsed.value, again) && includes(again, parsed.value));
      }),
      { numRuns: 30_000 },
    );
  });
});

describe("laws of URLs", () => {
  it("a path is decoded as the URL parser reads it with its slashes", () => {
    const piece = fc.constantFrom(
      "/",
      "%2f",
      "%5C",
      ".",
      "..",
      "%2e",
      "%2E.",
      "a",
      "%00",
      "%252F",
      ";",
      "%zz",
      "é",
      "?",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { resource } = subject(`https://a.example/${pieces.join("")}`, { domain: "http" });
        assert.ok(resource.kind === "url");
        if (resource.decodedPath === undefined) return;
        const { pathname } = new URL(resource.text.split("?")[0]?.replace(/%2F|%5C/g, "/") ?? "");
        assert.equal(`/${resource.decodedPath.segments.map((each) => each.word).join("/")}`, pathname);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("laws of Grants", () => {
  it("the index finds a grant exactly when one of all includes the ask", () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), any, (grants, asked) => {
        const decision = new Grants(grants).check(asked);
        assert.equal(
          decision.verdict === "allowed",
          grants.some((grant) => includes(grant, asked)),
          printPermission(asked),
        );
      }),
      { numRuns: 10_000 },
    );
  });

  it("a drop denies what it overlaps with and nothing else, in a child too", () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), fc.array(any, { maxLength: 4 }), askedOrVisited, (...drawn) => {
        const [grants, drops, asked] = drawn;
        const parent = new Grants(grants);
        const child = new Grants(grants, parent);
        const before = child.check(asked).verdict;
        for (const dropped of drops) parent.drop(dropped);
        const lost = drops.some((dropped) => overlaps(dropped, asked));
        const expected = before === "allowed" && !lost ? "allowed" : "denied";
        assert.equal(child.check(asked).verdict, expected);
        assert.equal(parent.check(asked).verdict, expected);
      }),
      { numRuns: 8000 },
    );
  });
});
