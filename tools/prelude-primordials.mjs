/**
 * What the prelude needs of the language, taken before module code runs: names of the global object become constants around the
 * bundle, and functions such as `Object.keys` become constants too. What a module does to its globals and to these
 * functions later does not reach the prelude. Methods of prototypes are not among them.
 */

/** Names that stand for themselves. */
const NAMES = (
  "Array ArrayBuffer BigInt Boolean DataView Date Error EvalError JSON Map Math Number Object Promise Proxy RangeError Reflect RegExp " +
  "Set String Symbol SyntaxError TypeError WeakMap WeakRef WeakSet BigInt64Array BigUint64Array Float32Array Float64Array Int16Array " +
  "Int32Array Int8Array Uint16Array Uint32Array Uint8Array Uint8ClampedArray decodeURIComponent encodeURIComponent isFinite " +
  "isNaN parseFloat parseInt"
).split(" ");
/** Their functions are taken too; a constructor among them is what they are called on. */
const WITH_FUNCTIONS = [
  "Array",
  "ArrayBuffer",
  "Atomics",
  "Date",
  "JSON",
  "Math",
  "Number",
  "Object",
  "Promise",
  "Reflect",
  "String",
];

const functions = WITH_FUNCTIONS.flatMap((name) =>
  Object.getOwnPropertyNames(globalThis[name])
    .filter((key) => typeof globalThis[name][key] === "function" && key !== "prototype")
    .map((key) => ({ name, key, constant: `$${name}_${key}` })),
);

/** For esbuild: what stands in the place of `Object.keys`. */
export const DEFINE = Object.fromEntries(functions.map(({ name, key, constant }) => [`${name}.${key}`, constant]));

/**
 * A bundle as a script, with the constants that it uses around it. `$builtIns` is an object with these and those that its libraries use.
 *
 * @param libraries Their sources.
 */
export function withPrimordials(code, libraries) {
  const ofLibraries = functions.filter(({ name, key }) => libraries.some((text) => text.includes(`${name}.${key}`)));
  const used = functions.filter((each) => code.includes(each.constant) || ofLibraries.includes(each));
  const bound = used.map(({ name, key, constant }) => `${constant} = ${name}.${key}.bind(${name})`);
  const builtIns = [...NAMES, ...ofLibraries.map(({ constant }) => constant)].join(", ");
  return `((globalThis) => {\n"use strict";\nconst { ${NAMES.join(", ")} } = globalThis;\nconst ${bound.join(", ")};\nconst $builtIns = { __proto__: null, ${builtIns} };\n${code}})(globalThis)\n`;
}

/** The bundle of a library as an expression for a function: it takes `$builtIns`, and gives what the library exports. */
export function asLibrary(code, url) {
  const used = functions.filter(({ constant }) => code.includes(constant)).map(({ constant }) => constant);
  return `((builtIns) => {\n"use strict";\nconst { ${[...NAMES, ...used].join(", ")} } = builtIns;\n${code}})\n//# sourceURL=${url}\n`;
}
