/**
 * `npm run package [-- --target linux-arm64] [--out FILE]`: the extension as a `.vsix` for one platform, with all it needs.
 *
 * The files are laid out in a folder of their own first, so that what is in the package is written here and nowhere else.
 * Any platform's package can be made on any platform: the built addons of all come with `isolated-vm`.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = path.dirname(import.meta.dirname);
const MAX_BYTES = 15e6;
const OWN_PLATFORM = `${process.platform}-${process.arch}`;
/** VS Code's name of a platform, and what the names of its built addons begin and end with. */
const TARGETS = {
  "linux-x64": ["linux-x64", ".glibc.node"],
  "linux-arm64": ["linux-arm64", ".glibc.node"],
  "alpine-x64": ["linux-x64", ".musl.node"],
  "alpine-arm64": ["linux-arm64", ".musl.node"],
  "darwin-arm64": ["darwin-arm64", ".node"],
  "win32-x64": ["win32-x64", ".node"],
};
/** Of the packages that are not bundled, only what runs. */
const PACKAGE_FILES = {
  "isolated-vm": ["package.json", "LICENSE", "isolated-vm.js"],
  "node-gyp-build": ["package.json", "LICENSE", "index.js", "node-gyp-build.js"],
};
/** The TypeScript server finds plugins by the name of a package in `node_modules` of the extension. */
const TYPESCRIPT_PLUGIN = "ambit-typescript-plugin";
/** From the root, where they exist. */
const PLAIN_FILES = [
  "LICENSE",
  "CHANGELOG.md",
  "media/icon.png",
  "media/view.svg",
  "media/timeline.css",
  "media/timeline.js",
  "media/walkthrough",
  "docs/images/live-views.png",
  "bin",
  "types",
  "docs/diagnostics",
  "docs/manifest.md",
  "docs/editors.md",
  "docs/debugging.md",
];
/** The page that an editor shows of the extension. */
const PAGE = "client/README.md";

const { values: options } = parseArgs({
  options: { target: { type: "string", default: OWN_PLATFORM }, out: { type: "string" } },
});
const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
const { target } = options;
if (!Object.hasOwn(TARGETS, target))
  end(`There is no package for ${target}; there are ${Object.keys(TARGETS).join(", ")}`);
const out = path.resolve(options.out ?? path.join(ROOT, `${manifest.name}-${target}-${manifest.version}.vsix`));
const staging = mkdtempSync(path.join(os.tmpdir(), "ambit-package-"));
try {
  build();
  copyFiles();
  writePage();
  writeManifest();
  pack();
} finally {
  rmSync(staging, { recursive: true, force: true });
}
const { size } = statSync(out);
if (size > MAX_BYTES) end(`${out} has ${megabytes(size)}; at most ${megabytes(MAX_BYTES)} are allowed`);
console.log(`${path.relative(process.cwd(), out)}  ${megabytes(size)}`);

function build() {
  const dist = path.join(staging, "dist");
  run([path.join(ROOT, "esbuild.mjs"), "--minify", `--outdir=${dist}`], ROOT);
  for (const file of globSync("*.map", { cwd: dist })) rmSync(path.join(dist, file));
  // V8 takes no compiled code of another platform.
  if (target !== OWN_PLATFORM) for (const file of globSync("*.cache", { cwd: dist })) rmSync(path.join(dist, file));
}

function copyFiles() {
  for (const name of PLAIN_FILES) if (existsSync(path.join(ROOT, name))) copy(name, name);
  for (const file of globSync("syntaxes/*.json", { cwd: ROOT })) copy(file, file);
  for (const [name, files] of Object.entries(PACKAGE_FILES))
    for (const file of files) copy(`node_modules/${name}/${file}`, `node_modules/${name}/${file}`);
  const plugin = path.join(staging, "node_modules", TYPESCRIPT_PLUGIN);
  mkdirSync(plugin, { recursive: true });
  writeFileSync(
    path.join(plugin, "package.json"),
    JSON.stringify({ name: TYPESCRIPT_PLUGIN, version: manifest.version, main: "index.js" }),
  );
  writeFileSync(path.join(plugin, "index.js"), 'module.exports = require("../../dist/typescript-plugin.cjs").init;\n');
  const [folder, ending] = TARGETS[target];
  const addons = globSync(`node_modules/isolated-vm/prebuilds/${folder}/*${ending}`, { cwd: ROOT });
  if (addons.length === 0) end(`isolated-vm has no built addon for ${target}`);
  for (const file of addons) copy(file, file);
}

function copy(from, to) {
  mkdirSync(path.dirname(path.join(staging, to)), { recursive: true });
  cpSync(path.join(ROOT, from), path.join(staging, to), { recursive: true });
}

/** With its pictures in it: an editor shows none that lie beside the page of an extension. */
function writePage() {
  const page = readFileSync(path.join(ROOT, PAGE), "utf8");
  const whole = page.replace(/(!\[[^\]]*\]\()([^):]+\.png)\)/g, (_link, before, name) => {
    const picture = readFileSync(path.resolve(ROOT, path.dirname(PAGE), name));
    return `${before}data:image/png;base64,${picture.toString("base64")})`;
  });
  writeFileSync(path.join(staging, "README.md"), whole);
}

/** Without what only development needs. Dependencies are those that stand in `node_modules` of the package. */
function writeManifest() {
  const { scripts: _1, devDependencies: _2, optionalDependencies: _3, ...kept } = manifest;
  const dependencies = { "isolated-vm": manifest.dependencies["isolated-vm"], [TYPESCRIPT_PLUGIN]: manifest.version };
  writeFileSync(path.join(staging, "package.json"), `${JSON.stringify({ ...kept, dependencies }, undefined, 2)}\n`);
}

function pack() {
  const vsce = fileURLToPath(import.meta.resolve("@vscode/vsce/vsce"));
  run(
    [
      vsce,
      "package",
      "--target",
      target,
      "--out",
      out,
      "--allow-missing-repository",
      "--no-rewrite-relative-links",
      "--skip-license",
    ],
    staging,
  );
}

function run(argv, cwd) {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd, encoding: "utf8" });
  if (status !== 0) end(`${stdout}${stderr}`);
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function end(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
