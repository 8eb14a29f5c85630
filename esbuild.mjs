/**
 * Bundles what ships into `dist/`: the command line, the servers, the runner, the isolate's prelude and the extension.
 *
 * `node esbuild.mjs [--watch] [--minify] [--outdir=FOLDER]`. A runner is always its bundle; other programs can run from their sources,
 * and start faster from here. Native addons stay outside. The TypeScript parser, without the rest of that package, is a minified
 * file of its own, which V8's compile cache holds.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import { PRELUDE_LIBRARIES } from "./runtime-core/base/prelude-libraries.ts";
import { RUNNER_FLAGS } from "./runtime-core/runtime/runner-flags.ts";
import { marked, markOf } from "./tools/code-mark.mjs";
import { asLibrary, DEFINE, withPrimordials } from "./tools/prelude-primordials.mjs";

const ROOT = path.dirname(fileURLToPath(import.meta.url));
const flags = new Set(process.argv.slice(2));
const OUTDIR = process.argv.find((flag) => flag.startsWith("--outdir="))?.slice("--outdir=".length);
const DIST = path.resolve(ROOT, OUTDIR ?? "dist");
const MARK = path.join(DIST, "cli.mjs");
const CACHE_ALLOWED_MS = 60_000;

/** ESM for Node 24; they share chunks. */
const NODE_ENTRIES = {
  cli: "cli/main.ts",
  "check-worker": "cli/check/worker.ts",
  index: "runtime-core/index.ts",
  server: "server/main.ts",
  examiner: "server/examiner.ts",
  "debug-adapter": "debug-adapter/main.ts",
};

/**
 * `import typescript from "typescript"` loads `dist/typescript.cjs` with `require`, which spares Node a scan for its
 * exports. That file has the names which the importing modules take, and is made again when one of its inputs changes.
 */
const typescriptBeside = {
  name: "typescript-beside",
  setup(build) {
    const importers = new Set();
    build.onStart(() => importers.clear());
    build.onResolve({ filter: /^typescript$/ }, ({ importer }) => {
      importers.add(importer);
      return { path: "typescript", namespace: "beside" };
    });
    build.onLoad({ filter: /.*/, namespace: "beside" }, () => ({
      contents:
        'import { createRequire } from "node:module";\n' +
        'export default createRequire(import.meta.url)("./typescript.cjs");\n',
      loader: "js",
    }));
    build.onEnd(async ({ errors }) => {
      if (errors.length === 0) await buildParser([...importers].flatMap(namesTakenIn));
    });
  },
};

/** The list of public suffixes takes milliseconds of every start, and few programs have a pattern that needs it: it is made at its first use. */
const suffixesLater = {
  name: "suffixes-later",
  setup(build) {
    build.onResolve({ filter: /^tldts$/, namespace: "file" }, () => ({ path: "tldts", namespace: "later" }));
    build.onLoad({ filter: /.*/, namespace: "later" }, () => ({
      contents: 'export const parse = (...args) => require("tldts").parse(...args);',
      resolveDir: ROOT,
    }));
  },
};

async function buildParser(taken) {
  const output = path.join(DIST, "typescript.cjs");
  const names = [...new Set(taken)].toSorted((a, b) => (a < b ? -1 : 1));
  const inputs = ["tools/typescript-parser.mjs", "node_modules/typescript/lib/typescript.js"];
  const [tool, typescript] = inputs.map((input) => readFileSync(path.join(ROOT, input), "utf8"));
  const mark = `// ${createHash("sha256").update([names, tool, typescript].join("\0")).digest("hex")}\n`;
  if (existsSync(output) && readFileSync(output, "utf8").endsWith(mark)) return;
  const { parserOf } = await import("./tools/typescript-parser.mjs");
  mkdirSync(DIST, { recursive: true });
  writeFileSync(output, parserOf(typescript, names) + mark);
}

/** `a`, `b` and `c` of a file with `import ts from "typescript"; const { a, b } = ts; ts.c();`. */
function namesTakenIn(file) {
  const text = readFileSync(file, "utf8");
  const ts = /^import (\w+) from "typescript";$/m.exec(text)?.[1];
  if (ts === undefined)
    throw new Error(`${file} imports typescript in another form than \`import ts from "typescript";\``);
  const members = text.matchAll(new RegExp(`\\b${ts}\\.(\\w+)`, "g"));
  const [, list = ""] = new RegExp(`\\{([^}]+)\\} = ${ts};`).exec(text) ?? [];
  return [...Array.from(members, ([, name]) => name), ...(list.match(/\w+/g) ?? [])];
}

/** Writes what changed, then removes chunks of earlier builds; `cli.mjs` last, as the mark that `dist` is whole. */
const writeOutputs = {
  name: "write-outputs",
  setup(build) {
    build.onEnd((result) => {
      if (result.errors.length > 0) return;
      mkdirSync(DIST, { recursive: true });
      const outputs = result.outputFiles ?? [];
      for (const { path: file, contents } of outputs.toSorted(
        (a, b) => Number(a.path === MARK) - Number(b.path === MARK),
      ))
        writeFileSync(file, contents);
      if (!outputs.some(({ path: file }) => file === MARK)) return;
      const current = new Set(outputs.map(({ path: file }) => path.basename(file)));
      for (const name of readdirSync(DIST))
        if (name.startsWith("chunk-") && !current.has(name)) rmSync(path.join(DIST, name), { force: true });
    });
  },
};

/** Before `writeOutputs`: makes other code of the code that was made. */
const rewrite = (name, codeOf) => ({
  name,
  setup(build) {
    build.onEnd((result) => {
      for (const file of result.outputFiles ?? [])
        if (file.path.endsWith(".js")) file.contents = Buffer.from(codeOf(file.text));
    });
  },
});

/** Puts what the prelude takes of the language around it. */
const keepPrimordials = rewrite("keep-primordials", (code) => {
  const files = Object.values(PRELUDE_LIBRARIES).map((name) => fileURLToPath(import.meta.resolve(name)));
  return withPrimordials(
    code,
    files.map((file) => readFileSync(file, "utf8")),
  );
});

/** Says at the end of code what its cache depends on. */
const markCode = (name) =>
  rewrite("mark-code", (code) => {
    const other = [process.version, process.platform, process.arch, ...RUNNER_FLAGS, readFileSync(cacheTool(name))];
    return marked(code, other);
  });

const shared = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: "node",
  target: "node24",
  sourcemap: "linked",
  sourcesContent: false,
  // Names stay as they are: people see those of the prelude in the debugger, and ours in reports of faults.
  minifyWhitespace: flags.has("--minify"),
  minifySyntax: flags.has("--minify"),
  logLevel: "warning",
  legalComments: "linked",
  external: ["isolated-vm", "vscode"],
  write: false,
};

/** What runs in isolates. */
const isolateScript = (globalName) => ({
  // Every isolate holds the text, and twice as much of it when a comment has a character beyond Latin-1.
  minifyWhitespace: true,
  format: "iife",
  globalName,
  sourcemap: false,
  platform: "neutral",
  mainFields: ["module", "main"],
  target: "es2024",
});

function configurations() {
  const node = Object.fromEntries(
    Object.entries(NODE_ENTRIES).filter(([, entry]) => existsSync(path.join(ROOT, entry))),
  );
  const one = (entry, options) =>
    existsSync(path.join(ROOT, entry)) ? [{ ...shared, entryPoints: [entry], ...options }] : [];
  return [
    ...one("client/extension.ts", {
      outfile: path.join(DIST, "client.cjs"),
      format: "cjs",
      target: "node20",
      plugins: [writeOutputs],
    }),
    ...one("typescript-plugin/main.ts", {
      outfile: path.join(DIST, "typescript-plugin.cjs"),
      format: "cjs",
      target: "node20",
      plugins: [writeOutputs],
    }),
    ...one("runtime-core/runner/boot.ts", {
      outfile: path.join(DIST, "runner.cjs"),
      format: "cjs",
      define: { "import.meta.url": "$url", "import.meta.dirname": "__dirname" },
      banner: { js: 'const $url = require("node:url").pathToFileURL(__filename).href;' },
      plugins: [writeOutputs],
    }),
    ...one("runtime-core/runner/main.ts", {
      outfile: path.join(DIST, "runner-body.js"),
      format: "cjs",
      // Node shows the line of an error.
      minifyWhitespace: false,
      sourcemap: false,
      // The file is an expression whose value is a function.
      banner: { js: "(function (require, $url) {" },
      footer: { js: "})" },
      define: { "import.meta.url": "$url" },
      plugins: [suffixesLater, markCode("runner-body"), writeOutputs],
    }),
    ...one("runtime-core/isolate/prelude/main.ts", {
      ...isolateScript("ambitPrelude"),
      outfile: path.join(DIST, "prelude.js"),
      // The file is a script whose value is its default export.
      footer: { js: "return ambitPrelude.default;" },
      define: DEFINE,
      plugins: [keepPrimordials, markCode("prelude"), writeOutputs],
    }),
    ...Object.entries(PRELUDE_LIBRARIES).map(([name, library]) => ({
      ...shared,
      ...isolateScript("library"),
      stdin: { contents: `export * from ${JSON.stringify(library)};`, resolveDir: ROOT },
      outfile: path.join(DIST, `prelude-${name}.js`),
      footer: { js: "return library;" },
      define: DEFINE,
      plugins: [rewrite("as-library", (code) => asLibrary(code, `ambit:prelude/${name}`)), writeOutputs],
    })),
    ...one("runtime-core/isolate/libraries/schema.ts", {
      ...isolateScript("ambitSchema"),
      outfile: path.join(DIST, "schema.js"),
      // The file is an expression whose value has the exports.
      banner: { js: "(() => {" },
      footer: { js: "return ambitSchema; })()" },
      plugins: [writeOutputs],
    }),
    {
      ...shared,
      entryPoints: node,
      outdir: DIST,
      outExtension: { ".js": ".mjs" },
      format: "esm",
      splitting: true,
      chunkNames: "chunk-[hash]",
      // CommonJS packages inside an ES module ask for Node's own modules with `require`.
      banner: {
        js: 'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);',
      },
      plugins: [typescriptBeside, suffixesLater, writeOutputs],
    },
  ];
}

/**
 * V8's compiled code of a script, behind the mark of the source that it belongs to. Without it, or when V8 does not take it, isolates
 * start 5 ms later and runners 30.
 */
function buildCache(name) {
  const [input, output] = ["js", "cache"].map((ending) => path.join(DIST, `${name}.${ending}`));
  const mark = markOf(readFileSync(input, "utf8"));
  if (existsSync(output) && readFileSync(output).toString("latin1", 0, mark.length) === mark) return;
  const fresh = `${output}-new`;
  const argv = [...RUNNER_FLAGS, cacheTool(name), input, fresh];
  const { status } = spawnSync(process.execPath, argv, { stdio: "inherit", timeout: CACHE_ALLOWED_MS });
  if (status === 0) return renameSync(fresh, output);
  rmSync(output, { force: true });
  console.warn(`There is no cache of ${name}.js, because this Node cannot make it: programs start later`);
}

function cacheTool(name) {
  return path.join(ROOT, `tools/${name}-cache.mjs`);
}

async function build() {
  const startedAt = performance.now();
  await Promise.all(inOrder(configurations()));
  for (const name of ["prelude", "runner-body"]) buildCache(name);
  const sizes = readdirSync(DIST)
    .filter((name) => /\.(?:mjs|cjs|js)$/.test(name))
    .reduce((sum, name) => sum + statSync(path.join(DIST, name)).size, 0);
  console.log(
    `Built ${OUTDIR ?? "dist"} (${(sizes / 1e6).toFixed(1)} MB) in ${Math.round(performance.now() - startedAt)} ms`,
  );
}

/** Builds at the same time; the last, which writes the mark, ends after the others. */
function inOrder(all) {
  const before = all.slice(0, -1).map((options) => esbuild.build(options));
  const last = Promise.all(before).then(() => esbuild.build(all.at(-1)));
  return [...before, last];
}

async function watch() {
  for (const options of configurations()) await (await esbuild.context({ ...options, logLevel: "info" })).watch();
}

try {
  await (flags.has("--watch") ? watch() : build());
} catch (error) {
  // esbuild has printed what it found in our sources.
  if (!Array.isArray(error.errors)) throw error;
  process.exitCode = 1;
}
