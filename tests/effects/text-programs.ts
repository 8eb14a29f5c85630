/**
 * Random programs whose paths and URLs are partly unknown, and what they really touch for given unknown texts.
 *
 * The functions are the real ones: those that isolates have for `ambit:path`, and the platform's `URL`.
 */
import { printResource, parseSubject } from "../../runtime-core/permissions/parse-permission.ts";
import * as paths from "../../runtime-core/isolate/prelude/path.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";

const MODULE_DIR = "/m" as FilePath;

/** One statement of a program: what it calls, and with what. */
export interface Statement {
  readonly kind: "fs.read" | "http.read";
  readonly expression: string;
  /** What has to hold of `it`, the value of the expression. */
  readonly test: string | undefined;
}

/** What is not known of a program: two arguments, and the end of the path of a file below "/docs". */
export interface Unknowns {
  readonly s: string;
  readonly t: string;
  readonly name: string;
  readonly below: string;
}

/** The text of a program; the statement `i` stands on line `i + FIRST_LINE`. */
export function programOf(statements: readonly Statement[]): string {
  return [
    `import { list, readText } from "ambit:fs";`,
    `import { basename, dirname, extname, isAbsolute, join, normalize, relative, resolve } from "ambit:path";`,
    `export default async function main({ s, t }: { s: string; t: string }) {`,
    `for (const { path } of await list("/docs", { recursive: true })) for (const { name } of await list("/docs")) {`,
    ...statements.map(({ expression, kind, test }) => {
      const call = `await ${kind === "fs.read" ? "readText(it)" : "fetch(it)"}`;
      return `try { const it = ${expression}; ${test === undefined ? call : `if (${test}) ${call}`}; } catch {}`;
    }),
    `} }`,
  ].join("\n");
}

export const FIRST_LINE = 4;

/** The resource that a statement asks for; undefined when it asks for none. */
export function askedBy({ expression, kind, test = "true" }: Statement, unknowns: Unknowns): string | undefined {
  paths.setModuleDir(MODULE_DIR);
  const { basename, dirname, extname, isAbsolute, join, normalize, relative, resolve } = paths;
  const scope = { basename, dirname, extname, isAbsolute, join, normalize, relative, resolve };
  const values = { ...scope, s: unknowns.s, t: unknowns.t, name: unknowns.name, path: `/docs/${unknowns.below}` };
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- the expressions are made here, to be run.
    const run = new Function(
      ...Object.keys(values),
      `const it = ${expression}; return ${test} ? String(it) : undefined`,
    );
    const text = run(...Object.values(values)) as string | undefined;
    if (text === undefined) return undefined;
    const [domain = "", minor = ""] = kind.split(".");
    const subject = parseSubject({ domain, kind: minor, resource: text }, MODULE_DIR);
    return subject.ok ? printResource(subject.value) : undefined;
  } catch {
    return undefined; // The program catches it.
  }
}

/** A sequence of random choices that a seed determines. */
export class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * count);
  }

  of<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }
}

/** A random statement. */
export function statement(choices: Choices): Statement {
  const kind = choices.of<Statement["kind"]>(["fs.read", "http.read"]);
  const size = 1 + choices.below(3);
  const expression = kind === "fs.read" ? path(choices, size) : url(choices, size);
  const tests = kind === "fs.read" ? PATH_TESTS : URL_TESTS;
  return { kind, expression, test: choices.below(3) === 0 ? choices.of(tests) : undefined };
}

const PATH_TESTS = [
  `it.startsWith("/site/")`,
  `!it.startsWith("/site/")`,
  `it.startsWith("/etc")`,
  `!it.includes(".")`,
  `it.endsWith(".txt")`,
  `it !== "/site"`,
  `basename(it) !== "x.txt"`,
  `dirname(it) === "/site"`,
  `normalize(it).startsWith("/site/")`,
  `isAbsolute(it)`,
] as const satisfies readonly string[];

const URL_TESTS = [
  `new URL(it).origin === "https://a.example"`,
  `new URL(it).host === "a.example"`,
  `new URL(it).hostname === "a.example"`,
  `new URL(it).pathname.startsWith("/v1/")`,
  `/^https:\\/\\/a\\.example\\//.test(String(it))`,
  `String(it).startsWith("https://a.example/v1/")`,
  `!String(it).includes("..")`,
] as const satisfies readonly string[];

function name(choices: Choices): string {
  return choices.of<string>(["s", "s", "t", "name", "path", `"a"`, `".."`, `"."`, `"x.txt"`, `""`]);
}

function path(choices: Choices, size: number): string {
  if (size === 0) return choices.of([name(choices), name(choices), `"/site"`, `"/site/a/"`, `"./d"`]);
  const one = (): string => path(choices, size - 1);
  const small = (): string => path(choices, choices.below(size));
  return choices.of([
    () => `\`/site/\${${one()}}\``,
    () => `\`/site/a\${${one()}}.txt\``,
    () => `\`\${${one()}}/x.txt\``,
    () => `\`\${${one()}}/../x.txt\``,
    () => `\`./d/\${${one()}}/../\${${small()}}\``,
    () => `\`/site/\${${one()}}-\${${small()}}\``,
    () => `join(${one()}, ${small()})`,
    () => `join("/site", ${one()})`,
    () => `join(${one()}, "..", ${small()})`,
    () => `join("/site/a", ${one()}, "../..", ${small()})`,
    () => `resolve(${one()}, ${small()})`,
    () => `resolve("/site", ${one()})`,
    () => `resolve(${one()}, "../y.txt")`,
    () => `normalize(${one()})`,
    () => `dirname(${one()})`,
    () => `dirname(${one()}) + "/x.tmp"`,
    () => `dirname(dirname(${one()}))`,
    () => `basename(${one()})`,
    () => `\`/site/\${basename(${one()})}/y\``,
    () => `basename(${one()}, ".txt")`,
    () => `basename(dirname(${one()}))`,
    () => `"/site/x" + extname(${one()})`,
    () => `relative("/docs", ${one()})`,
    () => `join("/site", relative("/docs", ${one()}))`,
    () => `relative(${one()}, ${small()})`,
    () => `${one()}.slice(1)`,
    () => `${one()}.replace("..", "")`,
    () => `${one()}.replaceAll("/", "-")`,
    () => `${one()}.split("/").pop()`,
    () => `${one()}.split("/").slice(0, -1).join("/")`,
    () => `((p) => p.substring(0, p.lastIndexOf("/")))(${one()})`,
    () => `${one()}.trim()`,
    () => `encodeURIComponent(${one()})`,
    () => `new URL(${one()}, "https://a.example/site/").pathname`,
  ])();
}

function url(choices: Choices, size: number): string {
  const one = (): string => (size <= 1 ? part(choices) : url(choices, size - 1));
  const small = (): string => part(choices);
  const set = (property: string): string => `((u) => { u.${property} = ${small()}; return u; })(new URL(${one()}))`;
  const parameters = (...calls: string[]): string =>
    `((u) => { ${calls.map((call) => `u.searchParams.${call};`).join(" ")} return u; })(new URL(${one()}))`;
  return choices.of([
    () => `\`https://a.example/v1/\${${small()}}\``,
    () => `\`https://a.example/v1/\${${small()}}/../x\``,
    () => `\`https://a.example/v1/x\${${small()}}/\${${small()}}\``,
    () => `\`https://a.example/v1?q=\${${small()}}&r=1\``,
    () => `\`https://a.example\${${small()}}\``,
    () => `new URL(\`/\${${small()}}\`, ${one()})`,
    () => `new URL(\`http\${${small()}}\`, ${one()})`,
    () => `\`https://\${${small()}}.a.example/v1\``,
    () => `new URL(${small()}, "https://a.example/v1/x")`,
    () => `new URL(${small()}, ${one()})`,
    () => `new URL("../x", ${one()})`,
    () => `new URL("x", ${one()})`,
    () => `new URL("./x/./..", ${one()})`,
    () => `new URL("?q=1", ${one()})`,
    () => `new URL("//b.example/x", ${one()})`,
    () => `new URL("/v2/x", ${one()})`,
    () => `new URL("\\\\x", ${one()})`,
    () => `new URL(\`/v2/\${${small()}}\`, ${one()})`,
    () => `new URL(\`./\${${small()}}\`, ${one()})`,
    () => `new URL(\`../\${${small()}}/x\`, ${one()})`,
    () => `new URL(${one()}).href`,
    () => `new URL(${one()}).origin + "/x"`,
    () => `"https://" + new URL(${one()}).host + "/x"`,
    () => `"https://a.example" + new URL(${one()}).pathname`,
    () => `"https://a.example/v1" + new URL(${one()}).search`,
    () => set("pathname"),
    () => set("search"),
    () => set("hash"),
    () => set("host"),
    () => set("hostname"),
    () => set("port"),
    () => set("protocol"),
    () => set("href"),
    () => parameters(`set("q", ${small()})`),
    () => parameters(`append("q", ${small()})`, `append("q", ${small()})`),
    () => parameters(`append(${small()}, "1")`, `delete("q")`),
    () => parameters(`append("q", "1")`, `set("q", "2")`, `delete(${small()})`),
    () => parameters(`append("r", ${small()})`, `sort()`),
    () => `"https://a.example/" + (new URL(${one()}).searchParams.get("q") ?? "x")`,
    () => `"https://a.example/v1?" + new URL(${one()}).searchParams`,
    () => `"https://a.example/v1?" + new URLSearchParams({ a: ${small()}, b: ${small()} })`,
  ])();
}

function part(choices: Choices): string {
  const piece = (): string => choices.of(["s", "s", "t", `"a"`, `"../b"`, `"/c/d/"`, `"b.example"`, `""`]);
  return choices.of<() => string>([
    piece,
    piece,
    () => `"https://a.example/v1/e/f"`,
    () => `\`https://a.example/v1/\${${piece()}}\``,
    () => `\`\${${piece()}}/\${${piece()}}\``,
    () => `\`x\${${piece()}}\``,
    () => `encodeURIComponent(${piece()})`,
    () => `encodeURI(${piece()})`,
  ])();
}

const HOSTILE = [
  "a",
  "a/b",
  "a/b/c.txt",
  "a.txt",
  "..",
  ".",
  "../x",
  "../../etc/passwd",
  "a/../../..",
  "/",
  "/etc/passwd",
  "//b.example/x",
  "\\\\b.example\\x",
  "a\\..\\..\\b",
  "%2e%2e/x",
  ".%2E/.%2e/y",
  "..%2fx",
  "./",
  "a/",
  "a//b/",
  "?q=1&r=2",
  "a?b=c&d",
  "#h",
  "a#h",
  "https://b.example/z",
  "http:z",
  ".hidden",
  "..a",
  " x ",
  "@b.example",
  "b.example",
  ":8080/x",
  ".b.example/",
  "a b",
  "=&q=3",
  "\n..\n/..",
  "/site/x.txt",
  "/site",
  "/site/..",
  "",
] as const satisfies readonly string[];

const NAMES = ["a", "b.txt", "x.txt", ".hidden", "..a", "...", "a b", "%2e%2e", "a..b", "a\\b"] as const;

/** Random texts for what is not known, hostile where they may be. */
export function unknowns(choices: Choices): Unknowns {
  const name = (): string => choices.of<string>(NAMES);
  const below = choices.of<() => string>([name, () => `${name()}/${name()}`, () => `${name()}/${name()}/${name()}`])();
  return { s: choices.of(HOSTILE), t: choices.of(HOSTILE), name: name(), below };
}
