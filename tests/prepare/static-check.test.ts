import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { checkFixture } from "./prepare-fixture.ts";

const only = (code: string): boolean => code.startsWith("static-check/") && code !== "static-check/missing-manifest";

describe("static-check/unknown-global", () => {
  it("leaves declared names of every kind alone", async () => {
    await checkFixture(
      `
import { process } from "./process.ts";
declare const window: { alert(): void };
export function f({ document }, [location], ...exports) {
  for (const Buffer of exports) console.log(Buffer, document, location, process, window);
  try { f(); } catch (global) { console.log(global); }
  { var require = 1; }
  const g = function module() { return module; };
  class Worker { navigator = 1; static Deno() {} }
  return { g, require, Worker, process: 1, Bun() {}, alert: g.localStorage };
}
//- /process.ts
export const process = 1;
`,
      { only },
    );
  });

  it("sees through the scopes to the ones that are not declared there", async () => {
    await checkFixture(
      `
{ let process = 1; console.log(process); }
console.log(process, { process }, \`\${process}\`);
//          ^^^^^^^ error[static-check/unknown-global]
//                     ^^^^^^^ error[static-check/unknown-global]
//                                   ^^^^^^^ error[static-check/unknown-global]
export { process };
//       ^^^^^^^ error[static-check/undeclared-export]
const { env = process } = {};
//            ^^^^^^^ error[static-check/unknown-global]
type T = typeof process | Buffer;
interface I extends Document { window: Window }
export class A extends Worker implements EventSource {}
//                     ^^^^^^ error[static-check/unknown-global]
`,
      { only },
    );
  });

  it("accepts what a typeof decides about", async () => {
    await checkFixture(
      `
const a = typeof process === "object" ? process.env : {};
const b = typeof process !== "undefined" && process.env;
if (typeof globalThis.window !== "undefined") window.alert();
export const c = [a, b, typeof Deno, globalThis.process];
`,
      { only },
    );
  });
});

describe("static-check/floating-host-call", () => {
  it("finds calls through other names, namespaces and operators", async () => {
    await checkFixture(
      `
import { readText as read, type stat } from "ambit:fs";
import * as fs from "ambit:fs";
import { spawn } from "ambit:modules";
import { env } from "ambit:env";
export async function main(ok: boolean) {
  read("a");
//^^^^^^^^^ warning[static-check/floating-host-call]: \`read\`
  fs.stat("a");
//^^^^^^^^^^^^ warning[static-check/floating-host-call]: \`fs.stat\`
  ok && read("b");
//      ^^^^^^^^^ warning[static-check/floating-host-call]
  (ok ? read("c") : (fs.exists("d") as unknown));
//      ^^^^^^^^^ warning[static-check/floating-host-call]
//                   ^^^^^^^^^^^^^^ warning[static-check/floating-host-call]
  spawn("./child.ts").finally(() => {});
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[static-check/floating-host-call]
  await read("e");
  void read("f");
  read("g").then(() => {}, () => {});
  const later = read("h");
  [1].map(() => read("i"));
  env.get("X");
  return later;
}
export function shadowed(read: () => void, fetch: () => void) {
//                       ^^^^ information[static-check/shadowed-host-function]
//                                         ^^^^^ information[static-check/shadowed-host-function]
  read();
  fetch();
}
`,
      { only },
    );
  });

  it("follows async functions of the same file, and knows what forEach does", async () => {
    await checkFixture(
      `
import { readText, writeText } from "ambit:fs";
const save = async (line: string) => await append(line);
async function append(line: string) {
  await writeText("./log.txt", line);
}
async function pure(line: string) {
  return await Promise.resolve(line);
}
async function* lines() {
  yield await readText("./log.txt");
}
export async function main(all: string[]) {
  save("a");
//^^^^^^^^^ warning[static-check/floating-host-call]: Nobody waits for \`save\`
  append("b").then(() => {});
//^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[static-check/floating-host-call]
  const lost = append("c");
//             ^^^^^^^^^^^ warning[static-check/floating-host-call]
  const kept = append("d");
  all.forEach((line) => writeText("./log.txt", line));
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[static-check/floating-host-call]: \`forEach\` does not wait for \`writeText\`
  all.forEach(async (line) => {
//    ^^^^^^^ warning[static-check/floating-host-call]: \`forEach\` does not wait for \`append\`
    await append(line);
  });
  all.forEach(save);
//            ^^^^ warning[static-check/floating-host-call]: write \`for … of\` with \`await\`
  all.forEach((line) => void append(line));
  all.forEach((line) => console.log(line));
  pure("e");
  lines();
  save("f").catch(() => {});
  await Promise.all(all.map(save));
  return kept;
}
`,
      { only },
    );
  });
});

describe("static-check/shadowed-host-function", () => {
  it("says nothing of names that are not called, of functions that run later and of the host by another way", async () => {
    await checkFixture(
      `
import { list, stat } from "ambit:fs";
export async function names(list: string[]) {
  const size = list.length;
  return [size, await stat(list[0] ?? ".")];
}
export async function again(folder: string) {
  const fetch = globalThis.fetch;
  const entries = await list(folder);
  return await Promise.all(entries.map(({ path }) => fetch(path)));
}
`,
      { only },
    );
  });

  it("calls a use before the value an error, and what only runs later not", async () => {
    await checkFixture(
      `
import { list, stat } from "ambit:fs";
export async function main(folder: string) {
  await stat(folder);
//      ^^^^ error[static-check/shadowed-host-function]
  const [stat] = [1];
  const list = () => list(folder);
//      ^^^^ information[static-check/shadowed-host-function]
  return [stat, list];
}
`,
      { only },
    );
  });
});

describe("static-check/name-clash", () => {
  it("knows what may share a name", async () => {
    await checkFixture(
      `
import type { Row } from "./rows.ts";
import { type Column } from "./rows.ts";
const Row = 1, Column = 2;
function over(a: string): void;
function over(a: number): void;
function over(a: unknown) { return a; }
declare const ambient: string;
export function main(a: number) {
  var twice = 1;
  var twice = 2;
  function inner() {}
  function inner() {}
  for (const a of [1]) { let b = a; void b; }
  try { inner(); } catch (a) { const b = a; void b; }
  switch (a) { case 1: { const c = 1; return c; } default: { const c = 2; return [c, twice]; } }
}
export default function (a: string): void;
export default function (a: unknown) { return [a, over, Row, Column]; }
export type { Row as R } from "./rows.ts";
//- /rows.ts
export interface Row {}
export type Column = 1;
`,
      { only },
    );
  });

  it("waits for a text without syntax errors", async () => {
    await checkFixture(
      `
import { env } from "ambit:env";
const a =b env.get("A");
export { a, c };
`,
      { only },
    );
  });

  it("looks into blocks, clauses and the body of functions", async () => {
    await checkFixture(
      `
export const f = (a: number, { b }: { b: number }) => {
  let b = a;
//    ^ error[static-check/name-clash]
  switch (b) {
    case 1: let c = 1; void c; break;
    case 2: let c = 2; void c;
//              ^ error[static-check/name-clash]
  }
  { function g() {} function g() {} g(); }
//                           ^ error[static-check/name-clash]
  class K {} function K() {}
//                    ^ error[static-check/name-clash]
  return K;
};
export default f;
export { f as default };
//            ^^^^^^^ error[static-check/name-clash]: exported twice
`,
      { only },
    );
  });
});

describe("static-check/dynamic-code", () => {
  it("finds eval and Function under other spellings, and nothing else", async () => {
    await checkFixture(
      `
(0, eval)("1");
// <-------------- error[static-check/dynamic-code]
globalThis.eval("1");
// <-------------------- error[static-check/dynamic-code]
Function("return 1");
// <-------------------- error[static-check/dynamic-code]
export const f = (x: unknown, eval1: Function) => x instanceof Function && eval1 && setTimeout(() => {}, 1);
export const own = { eval(text: string) { return text; } };
own.eval("1");
`,
      { only },
    );
  });
});

describe("static-check/misplaced-manifest", () => {
  it("accepts another exported name, a namespace and casts", async () => {
    await checkFixture(
      `
import * as ambit from "ambit:module";
const m = (ambit.defineManifest({}) satisfies object);
export { m as manifest };
`,
      { only },
    );
  });

  it("refuses let, default exports and names that do not count", async () => {
    await checkFixture(
      `
import { defineManifest } from "ambit:module";
export let manifest = defineManifest({});
//                    ^^^^^^^^^^^^^^ error[static-check/misplaced-manifest]: declare it with \`const\`
export const policy = defineManifest({});
//                    ^^^^^^^^^^^^^^ error[static-check/misplaced-manifest]: by the name \`manifest\`
export default defineManifest({});
//             ^^^^^^^^^^^^^^ error[static-check/misplaced-manifest]: at the top level
`,
      { only },
    );
  });
});

describe("static-check/unsupported-syntax", () => {
  it("names each kind of syntax and says what to write", async () => {
    await checkFixture(
      `
import fs = require("./a.ts");
// <------------------------------ error[static-check/unsupported-syntax]: \`import x = …\`
class A {
  constructor(private readonly a = 1, public b = 2) {}
//            ^^^^^^^ error[static-check/unsupported-syntax]: An isolate cannot run a parameter property
//                                    ^^^^^^ error[static-check/unsupported-syntax]: An isolate cannot run a parameter property
  @log m() {}
//^^^^ error[static-check/unsupported-syntax]: An isolate cannot run a decorator
  accessor c = 1;
//^^^^^^^^ error[static-check/unsupported-syntax]: An isolate cannot run an \`accessor\` field
}
namespace Types { export type A = 1; }
declare enum Ambient { a }
export const x = (1 + 1 as number) / 2, y = [fs, A] as unknown;
export const z = x + 1 as number * 2;
//               ^^^^^^^^^^^^^^^ error[static-check/unsupported-syntax]: put parentheses around it
declare function log(): void;
export type All = Types.A | Ambient;
`,
      { only },
    );
  });

  it("refuses JSX once for each outermost element", async () => {
    await checkFixture(
      `//- /main.tsx
export const page = <main><h1>{title}</h1></main>;
//                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[static-check/unsupported-syntax]: JSX
`,
      { only },
    );
  });
});

describe("files of packages", () => {
  it("are loaded but not judged", async () => {
    const { files } = await checkFixture(
      `//- /main.ts
import { a } from "a";
export const b = a;
//- /node_modules/a/package.json
{ "name": "a", "type": "module", "exports": "./a.js" }
//- /node_modules/a/a.js
export const a = typeof process === "undefined" ? 1 : process.env.X;
process.exit();
eval("1");
`,
      { only },
    );
    assert.ok(files.has("/node_modules/a/a.js"));
  });
});

describe("static-check/unknown-parameter", () => {
  const manifest = `export const manifest = { parameters: { city: { type: "string" }, days: true } };`;

  it("follows the argument of the entry, not what has its name", async () => {
    await checkFixture(
      `
${manifest}
const main = (args) => {
  const inner = (args) => args.other;
  return args.town + args.city + [1].map(() => args.day) + inner(args);
  //          ^^^^ warning[static-check/unknown-parameter]: declare it under "parameters" beside city, days
  //                                                ^^^ warning[static-check/unknown-parameter]: did you mean \`days\`
};
export default main;
`,
      { only },
    );
  });

  it("says nothing of a manifest without parameters, of what is left over, and of other functions", async () => {
    await checkFixture(`export const manifest = {};\nexport const main = ({ town }) => town;\n`, { only });
    await checkFixture(
      `${manifest}\nexport const other = ({ town }) => town;\nexport function main({ city, ...rest }) { return [city, rest]; }\n`,
      { only },
    );
  });
});
