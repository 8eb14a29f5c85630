import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parsePermission, parseSubject, printPermission } from "./parse-permission.ts";

/** A problem: the part of the text that is marked, and what the message must contain. */
interface Problem {
  readonly at: readonly [domain: string, kind: string];
  readonly text: string;
  readonly marked: string;
  readonly says: string;
}

const PATTERN_PROBLEMS: readonly Problem[] = [
  { at: ["fs", "read"], text: "data/*", marked: "data/*", says: 'begins with "/"' },
  { at: ["fs", "read"], text: "/data/a**", marked: "**", says: "whole segment" },
  { at: ["fs", "read"], text: "/data/***", marked: "***", says: "neither" },
  { at: ["fs", "read"], text: "/data/", marked: "/", says: 'write "/data" for the folder or "/data/**"' },
  { at: ["fs", "read"], text: "/a//b", marked: "//", says: "Empty segment" },
  { at: ["fs", "read"], text: "./../../x", marked: "..", says: "leaves the project root" },
  { at: ["fs", "read"], text: "/a/*/../b", marked: "..", says: "wildcard" },
  { at: ["fs", "read"], text: "/a/{b}", marked: "{", says: "\\{" },
  { at: ["fs", "read"], text: "/a/\\d", marked: "\\d", says: "escapes only" },
  { at: ["fs", "read"], text: "/a\0", marked: "\0", says: "NUL" },
  { at: ["fs", "read"], text: "/a\uD800b", marked: "\uD800", says: "surrogate" },
  { at: ["fs", "chmod"], text: "/a", marked: "/a", says: '"chmod" is no kind of "fs"' },
  { at: ["net", "read"], text: "/a", marked: "/a", says: '"net" is no domain' },
  { at: ["http", "read"], text: "a.example", marked: "a.example", says: "begins with" },
  { at: ["http", "read"], text: "wss://a.example", marked: "wss", says: '"websocket"' },
  { at: ["websocket", "connect"], text: "https://a.example", marked: "https", says: '"http"' },
  { at: ["http", "read"], text: "https://u@a.example", marked: "u@", says: "user name" },
  { at: ["http", "read"], text: "https://a.example/#x", marked: "#x", says: "fragment" },
  { at: ["http", "read"], text: "https://a.example/a b", marked: " ", says: "%20" },
  { at: ["http", "read"], text: "https://a.example:0/", marked: ":0", says: "65535" },
  { at: ["http", "read"], text: "https://*/", marked: "*", says: "any host" },
  { at: ["http", "read"], text: "https://a.*.example", marked: "a.*.example", says: "first label" },
  { at: ["http", "read"], text: "https://a.example.", marked: "a.example.", says: "dot" },
  { at: ["http", "read"], text: "https://[10.0.0.1/8]", marked: "[10.0.0.1/8]", says: "bits beyond" },
  { at: ["http", "read"], text: "https://[10.0.0.0/33]", marked: "[10.0.0.0/33]", says: "0 to 32" },
  { at: ["http", "read"], text: "https://[10.0.0.1]", marked: "[10.0.0.1]", says: "IPv6" },
  { at: ["http", "read"], text: "https://[::1", marked: "[::1", says: '"]"' },
  { at: ["http", "read"], text: "https://a.example/%zz", marked: "%zz", says: "%25" },
  { at: ["http", "read"], text: "https://a.example/../x", marked: "..", says: "root" },
  { at: ["http", "read"], text: "https://a.example/?x=1&x=2", marked: "x=2", says: "twice" },
  { at: ["http", "read"], text: "https://a.example/?*=1", marked: "*", says: "literal" },
  { at: ["http", "read"], text: "https://a.example/?x=**", marked: "**", says: '"*"' },
  { at: ["http", "read"], text: "https://a.example/?x&", marked: "", says: "Empty piece" },
  { at: ["http", "serve"], text: "localhost", marked: "localhost", says: "host:port" },
  { at: ["http", "serve"], text: "localhost:70000", marked: ":70000", says: "65535" },
  { at: ["http", "serve"], text: "*.a.example:80", marked: "*.a.example", says: "one host" },
  { at: ["env", "read"], text: "A*B", marked: "*", says: "APP_*" },
  { at: ["env", "read"], text: "*", marked: "*", says: "APP_*" },
  { at: ["env", "read"], text: "", marked: "", says: "Empty" },
  { at: ["secrets", "use"], text: "a b", marked: " ", says: "secret" },
  { at: ["database", "read"], text: "main/a/b", marked: "/", says: "table" },
];

const SUBJECT_PROBLEMS: readonly Problem[] = [
  { at: ["fs", "read"], text: "", marked: "", says: "Empty path" },
  { at: ["fs", "read"], text: "file:///etc/passwd", marked: "file:", says: 'write "./"' },
  { at: ["fs", "read"], text: "/../etc/passwd", marked: "/../etc/passwd", says: "leaves the project root" },
  { at: ["http", "read"], text: "/v1", marked: "/v1", says: "not an absolute URL" },
  { at: ["http", "read"], text: "ftp://a.example", marked: "ftp://a.example", says: '"ftp:"' },
  { at: ["http", "read"], text: "https://u:p@a.example", marked: "https://u:p@a.example", says: "password" },
  { at: ["http", "serve"], text: "localhost:*", marked: ":*", says: "0 to 65535" },
  { at: ["env", "read"], text: "APP_*", marked: "*", says: "environment" },
];

describe("parsePermission()", () => {
  for (const problem of PATTERN_PROBLEMS) {
    it(`says where and why ${JSON.stringify(problem.text)} is no ${problem.at.join(".")}`, () =>
      checkProblem(parsePermission, problem));
  }

  it("keeps the text as written and prints it absolute", () => {
    const parsed = parsePermission({ domain: "fs", kind: "read", resource: "./data/*.json" }, "/app/{v1}");
    assert.ok(parsed.ok);
    assert.equal(parsed.value.written, "./data/*.json");
    assert.equal(printPermission(parsed.value), "fs.read /app/\\{v1\\}/data/*.json");
  });

  it("warns of a wildcard over a public suffix, at the host", () => {
    const parsed = parsePermission({ domain: "http", kind: "read", resource: "https://*.github.io/x" }, "/");
    assert.ok(parsed.ok);
    assert.deepEqual(
      parsed.value.warnings.map(({ code, span }) => ({ code, span })),
      [{ code: "public-suffix", span: { start: 8, end: 19 } }],
    );
  });
});

describe("parseSubject()", () => {
  for (const problem of SUBJECT_PROBLEMS) {
    it(`says where and why ${JSON.stringify(problem.text)} is no ${problem.at.join(".")}`, () =>
      checkProblem(parseSubject, problem));
  }

  it("prints what a server or a file system will see", () => {
    const print = (domain: string, kind: string, resource: string) => {
      const parsed = parseSubject({ domain, kind, resource }, "/app");
      return parsed.ok ? printPermission(parsed.value) : parsed.error.message;
    };
    assert.equal(print("fs", "read", "data//x/../a*.json"), "fs.read /app/data/a*.json");
    assert.equal(
      print("http", "read", "HTTPS://A.Example:443/v1/../%7Eme?q=%61#x"),
      "http.read https://a.example/~me?q=a",
    );
    assert.equal(print("http", "serve", "LOCALHOST:0"), "http.serve localhost:0");
    assert.equal(print("database", "read", "main/users"), "database.read main/users");
  });
});

function checkProblem(parse: typeof parsePermission | typeof parseSubject, problem: Problem): void {
  const [domain, kind] = problem.at;
  const parsed = parse({ domain, kind, resource: problem.text }, "/app");
  assert.ok(!parsed.ok, "parses");
  const { message, span } = parsed.error;
  assert.equal(problem.text.slice(span.start, span.end), problem.marked, message);
  assert.ok(message.includes(problem.says), message);
}
