/** Modules that are meant to take long, to be too much, or to exhaust whoever reads them. */

/** A module, and what has to be said because it is not examined wholly. */
export interface Pathological {
  readonly text: string;
  /** The file is TSX. */
  readonly isTsx?: boolean;
  /** The code that says so; undefined when it is examined to its end. */
  readonly says?: "symbolic/cut-off" | "parse/too-deeply-nested" | "parse/syntax-error";
}

const MANIFEST = `import { defineManifest } from "ambit:module";
export const manifest = defineManifest({ permissions: { http: { read: ["https://api.example/**"] } } });
const base = "https://api.example/";
`;
const CALL = `fetch("https://api.example/x")`;

function lines(count: number, line: (index: number) => string, between = "\n"): string {
  return Array.from({ length: count }, (_, i) => line(i)).join(between);
}

function nested(depth: number, [open, close]: readonly [string, string], inner = CALL): string {
  return open.repeat(depth) + inner + close.repeat(depth);
}

const CUT_OFF = "symbolic/cut-off";
const TOO_DEEP = "parse/too-deeply-nested";

/** Long texts of one kind, nothing in which is deep. */
const LONG: Readonly<Record<string, () => Pathological>> = {
  "10,000 cases": () => ({
    text: `${MANIFEST}export default async ({ k }: any) => {\n  switch (k) {\n${lines(
      10_000,
      (i) => `    case "k${i}":\n      return await fetch("https://api.example/${i}");`,
    )}\n  }\n};\n`,
  }),
  "10,000 cases that fall into each other": () => ({
    text: `${MANIFEST}export default async ({ k }: any) => {\n  let url = base;\n  switch (k) {\n${lines(
      10_000,
      (i) => `    case "k${i}": url += "/${i}";`,
    )}\n  }\n  await fetch(url);\n};\n`,
  }),
  "a bundle of 1 MB": () => ({
    text: `var e=fetch;${lines(
      11_000,
      (i) =>
        `function a${i}(t,n){var r=n||{};return t?e("https://api.example/"+t+"/${i}",r):a${(i * 7919) % 11_000}(n,t)}`,
      "",
    )}export{a1 as b,a5 as c,a8999 as d};`,
  }),
  "an array of 100,000": () => ({
    text: `const all = [${lines(100_000, (i) => `"https://api.example/${i}"`, ",")}];\nall.sort().map((url) => fetch(url));`,
  }),
  "an object of 20,000 members": () => ({
    text: `const x: any = {${lines(20_000, (i) => `a${i}: "${i}"`, ",")}};\nexport const f = (k: string) => fetch(x[k]);`,
  }),
  "an object that grows 20,000 times": () => ({
    text: `const x: any = {};\n${lines(20_000, (i) => `x.a${i} = "https://api.example/${i}";`)}\nfetch(x.a7);`,
    says: CUT_OFF,
  }),
  "copies that grow 5,000 times": () => ({
    text: `let x: any = {};\n${lines(5000, (i) => `x = { ...x, a${i}: "https://api.example/${i}" };`)}\nfetch(x.a7);`,
    says: CUT_OFF,
  }),
  "an enum of 20,000 members": () => ({ text: `enum E { ${lines(20_000, (i) => `A${i}`, ", ")} }\n${CALL};` }),
  "20,000 parameters": () => ({
    text: `export function f(${lines(20_000, (i) => `a${i}: any`, ", ")}) { return fetch("https://api.example/" + a5); }`,
  }),
  "a union of 50,000 types": () => ({ text: `type A = ${lines(50_000, (i) => `"${i}"`, " | ")};\n${CALL};` }),
  "1,000 exports that share a variable": () => ({
    text: `let s = "a";\n${lines(1000, (i) => `export const f${i} = () => fetch("https://api.example/" + (s += "${i}"));`)}`,
  }),
  "5,000 timers": () => ({
    text: lines(5000, (i) => `setTimeout(() => fetch("https://api.example/${i}"), ${i});`),
    says: CUT_OFF,
  }),
  "10,000 elements of JSX": () => ({
    text: `export const x = () => <a>${lines(10_000, (i) => `<b x={fetch("https://api.example/${i}")}/>`)}</a>;`,
    isTsx: true,
  }),
  "a text of 3.9 MB": () => ({ text: `const s = "${"x".repeat(3_900_000)}";\nfetch("https://api.example/" + s);` }),
  "500,000 empty statements": () => ({ text: `${";".repeat(500_000)}\n${CALL};`, says: CUT_OFF }),
  "20,000 texts that do not end": () => ({
    text: `${CALL};\n${lines(20_000, (i) => `const a${i} = "x;`)}`,
    says: "parse/syntax-error",
  }),
  "100,000 wrong signs": () => ({ text: `${CALL};\n${") ] @ } ".repeat(25_000)}`, says: "parse/syntax-error" }),
};

/** Code in code in code. */
const DEEP: Readonly<Record<string, () => Pathological>> = {
  "480 nested calls": () => ({ text: `const f = (x: unknown) => x;\n${nested(480, ["f(", ")"])};` }),
  // The parser of TypeScript runs out of stack.
  "5,000 nested calls": () => ({ text: `const f = (x: unknown) => x;\n${nested(5000, ["f(", ")"])};`, says: TOO_DEEP }),
  "100,000 open parentheses": () => ({ text: `${CALL};\n${"(".repeat(100_000)}`, says: TOO_DEEP }),
  "200 closures": () => ({ text: `export const f = ${"(a: unknown) => ".repeat(200)}${CALL};` }),
  "300 functions that call each other": () => ({
    text: `function f0() { return ${CALL}; }\n${lines(300, (i) => `function f${i + 1}() { return f${i}(); }`)}\nf300();`,
    says: CUT_OFF,
  }),
  "300 callbacks of built-in functions": () => ({
    text: `function f0() { return ${CALL}; }\n${lines(300, (i) => `function f${i + 1}() { return [1].map(() => f${i}()); }`)}\nf300();`,
    says: CUT_OFF,
  }),
  "800 classes": () => ({
    text: `class C0 { m() { return ${CALL}; } }\n${lines(800, (i) => `class C${i + 1} extends C${i} { m() { return super.m(); } }`)}\nnew C800().m();`,
    says: CUT_OFF,
  }),
  "3,000 proxies": () => ({
    text: `let p: any = { url: "https://api.example/" };\n${lines(3000, () => "p = new Proxy(p, {});")}\nfetch(p.url);`,
    says: CUT_OFF,
  }),
  "3,000 arrays": () => ({
    text: `let a: any = ["https://api.example/"];\n${lines(3000, () => "a = [a];")}\nfetch(String(a));`,
    says: CUT_OFF,
  }),
  "450 conditions": () => ({
    text: `export function f(k: any) { ${nested(450, ["if (k()) { ", " }"])} }`,
    says: CUT_OFF,
  }),
  "450 choices": () => ({ text: `export const f = (k: any) => ${nested(450, ["k() ? 1 : (", ")"])};`, says: CUT_OFF }),
  "100 loops": () => ({
    text: `export function f(n: any) { ${nested(100, ["for (let i = 0; i < n; i++) { ", " }"])} }`,
    says: CUT_OFF,
  }),
  "450 templates": () => ({ text: `const x = ${nested(450, ["`${", "}`"])};` }),
  "450 objects": () => ({ text: `const x = ${nested(450, ["{ a: ", " }"])};` }),
  "450 elements of JSX": () => ({ text: `export const x = () => ${nested(450, ["<a>{", "}</a>"])};`, isTsx: true }),
  "5,000 types": () => ({ text: `type A = ${nested(5000, ["Array<", ">"], "1")};\n${CALL};`, says: TOO_DEEP }),
  "a sum of 50,000": () => ({ text: `const x = ${lines(50_000, (i) => `"${i}"`, " + ")};\n${CALL};`, says: TOO_DEEP }),
};

/** Little text that asks for much work. */
const EXPENSIVE: Readonly<Record<string, () => Pathological>> = {
  "calls that double 60 times": () => ({
    text: `function f0(u: string) { return fetch(u); }\n${lines(60, (i) => `function f${i + 1}(u: string) { f${i}(u + "a"); f${i}(u + "b"); }`)}\nf60("https://api.example/");`,
    says: CUT_OFF,
  }),
  "functions that make functions": () => ({
    text: `const twice = (f: any) => (x: any) => f(f(x));\ntwice(twice)(twice)(twice)(twice)((u: string) => u + "a")("x");\n${CALL};`,
    says: CUT_OFF,
  }),
  "functions that call each other with more and more": () => ({
    text: `function a(x: string, n: any): any { return n ? b(x + "/a", { n }) : fetch("https://api.example/" + x); }
function b(x: string, n: any): any { return n.q ? a(x + "/b", [n, n]) : a(x, n); }
export { a, b };`,
    says: CUT_OFF,
  }),
  "texts that double 60 times": () => ({
    text: `let s = "a";\n${lines(60, () => `s = s + s; s = s.replaceAll("a", "aa");`)}\nfetch("https://api.example/" + s);`,
  }),
  "texts in JSON in JSON": () => ({
    text: `let s = '"';\n${lines(60, () => "s = JSON.stringify(s);")}\nfetch("https://api.example/" + s);`,
    says: CUT_OFF,
  }),
  "objects that double 60 times": () => ({
    text: `let x: any = {};\n${lines(60, () => `x = { a: x, b: x, c: x, d: x, e: x, f: x, g: x, h: x };`)}\nJSON.stringify(x); structuredClone(x);\n${CALL};`,
  }),
  "choices that double 60 times": () => ({
    text: `export function f(k: any) { let u = "https://api.example/"; ${lines(60, () => `u = k() ? u + "a" : u + "b";`)} return fetch(u); }`,
  }),
  "work on a text of 1 MB": () => ({
    text: `const s = "${"xy".repeat(500_000)}";\n${lines(200, () => `s.replaceAll("x", "y").split("").map((c) => c + "z").join("");`)}\n${CALL};`,
    says: CUT_OFF,
  }),
  "expressions that go back on their way": () => ({
    text: `${lines(100, () => `/^(([a-z])+.)+[A-Z]([a-z])+$/.test("${"a".repeat(50)}"); /a*a*a*a*b/.test("${"a".repeat(900)}"); /^(a|aa)+$/.test("${"a".repeat(60)}!");`)}\n${CALL};`,
  }),
  "a resource of 100,000 braces": () => ({ text: `fetch("https://api.example/${"{".repeat(100_000)}");` }),
  "a grant of 300 stars": () => ({
    text: `import { defineManifest } from "ambit:module";
export const manifest = defineManifest({ permissions: { http: { read: ["https://a.example/${"**/*a*/".repeat(300)}b"] } } });
export const f = (x: string) => fetch("https://a.example/${"a/".repeat(3000)}" + x);`,
  }),
  "a manifest that doubles 40 times": () => ({
    text: `import { defineManifest } from "ambit:module";
const a0 = ["https://api.example/**"];\n${lines(40, (i) => `const a${i + 1} = [...a${i}, ...a${i}];`)}
export const manifest = defineManifest({ permissions: { http: { read: a40 } } });\n${CALL};`,
  }),
};

export const PATHOLOGICAL: Readonly<Record<string, () => Pathological>> = { ...LONG, ...DEEP, ...EXPENSIVE };
