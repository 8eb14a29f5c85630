/**
 * The command line as people and scripts use it: real processes, real files.
 */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { ambit, type Ended, Folder, LAUNCHER } from "./ambit-process.ts";
import { EXIT_CODE_OF_OUTCOME } from "../../runtime-core/base/outcome.ts";
import { EXIT } from "../../cli/exit-codes.ts";
import { assertFits } from "./schemas.ts";

const COMMANDS = ["check", "run", "effects", "infer", "explain", "lsp", "dap"];

const GOOD = `import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: {
    fs: { read: ["./stations/*.json"] },
  },
});

export default async function main() {
  return await readText("./stations/oslo.json");
}
`;
/** The same without its grant. */
const UNGRANTED = GOOD.replace('    fs: { read: ["./stations/*.json"] },\n', "");

describe("ambit --help", () => {
  it("names every command and gives examples", async () => {
    const { code, stdout, stderr } = await ambit(["--help"]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    for (const command of COMMANDS) assert.match(stdout, new RegExp(`^  ${command} `, "m"));
    assert.match(stdout, /Examples:\n {2}\$ ambit /);
  });

  for (const command of COMMANDS) {
    it(`${command} --help gives examples`, async () => {
      const { code, stdout } = await ambit([command, "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`Examples:\n {2}\\$ ambit ${command}`));
    });
  }

  it("before a command, --help is that of the command", async () => {
    assert.deepEqual(await ambit(["--help", "run"]), await ambit(["run", "--help"]));
  });

  it("run --help lists one exit code a line", async () => {
    const { stdout } = await ambit(["run", "--help"]);
    for (const code of new Set([...Object.values(EXIT_CODE_OF_OUTCOME), EXIT.usage]))
      assert.match(stdout, new RegExp(`^  ${code}  \\S`, "m"));
  });

  it("--version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(path.resolve(LAUNCHER, "../../package.json"), "utf8")) as {
      version: string;
    };
    assert.equal((await ambit(["--version"])).stdout, `${version}\n`);
  });
});

describe("ambit check", () => {
  it("is content with a module that keeps to its manifest", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": GOOD });
    const { code, stdout, stderr } = await ambit(["check", "main.ts"], { cwd: folder.path });
    assert.equal(`${stdout}${stderr}`, "No findings in 1 module\n");
    assert.equal(code, 0);
  });

  it("says that a disk is full, where an exit code of a finding would be taken for one", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": GOOD });
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", `"${process.execPath}" "${LAUNCHER}" check main.ts > /dev/full`],
      {
        cwd: folder.path,
        encoding: "utf8",
      },
    );
    assert.deepEqual(
      [status, stderr],
      [2, "ambit: the output cannot be written: ENOSPC: no space left on device, write\n"],
    );
  });

  it("shows a missing grant with its line, the place underlined, and the fix", async () => {
    using folder = new Folder({ "package.json": "{}", "src/main.ts": UNGRANTED });
    const { code, stdout } = await ambit(["check"], { cwd: folder.path });
    assert.equal(code, 1);
    assert.match(stdout, /^src\/main\.ts:\d+:\d+ error symbolic\/missing-permission\n {2}\S.*\n/);
    assert.match(stdout, /\n {2}\d+ \| {3}return await readText\("\.\/stations\/oslo\.json"\);\n {2} +\| +\^+\n/);
    assert.match(stdout, /\n {2}Fix: grant "fs\.read \S*\/stations\/oslo\.json" \(ambit check --grant /);
    assert.match(stdout, /\n1 error in 1 module\n$/);
  });

  it("--json fits its schema and gives the place of the finding", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": UNGRANTED });
    const { code, stdout } = await ambit(["check", "--json", "main.ts"], { cwd: folder.path });
    assert.equal(code, 1);
    const output = JSON.parse(stdout) as { diagnostics: Record<string, unknown>[]; summary: Record<string, unknown> };
    assertFits("check", output);
    const { ms, ...summary } = output.summary;
    assert.ok(typeof ms === "number");
    assert.deepEqual(summary, { modules: 1, errors: 1, warnings: 0, information: 0, hints: 0, unchecked: [] });
    const [first, ...others] = output.diagnostics;
    assert.deepEqual(others, []);
    assert.equal(first?.["code"], "symbolic/missing-permission");
    assert.equal(first?.["severity"], "error");
    assert.equal(first?.["file"], "/main.ts");
    const line = UNGRANTED.split("\n").findIndex((text) => text.includes("await readText"));
    assert.equal(first?.["line"], line + 1);
    assert.equal(first?.["endLine"], line + 1);
    const fix = first?.["fix"] as { title: string; decision: string; edits: { text: string }[] };
    assert.equal(fix.title, 'Grant "fs.read ./stations/oslo.json"');
    assert.equal(fix.decision, "grant");
    assert.match(fix.edits[0]?.text ?? "", /read: \["\.\/stations\/oslo\.json"\]/);
    assert.equal(first?.["column"], (UNGRANTED.split("\n")[line] ?? "").indexOf("readText") + 1);
  });

  it("takes a folder with a package.json inside another project for a project of its own", async () => {
    const main = GOOD.replaceAll("./stations", "/stations");
    using folder = new Folder({
      "package.json": "{}",
      "main.ts": UNGRANTED,
      "inner/package.json": "{}",
      "inner/main.ts": main,
    });
    const { stdout } = await ambit(["check", "--json"], { cwd: folder.path });
    const output = JSON.parse(stdout) as { diagnostics: Record<string, unknown>[]; summary: Record<string, unknown> };
    assertFits("check", output);
    assert.equal(output.summary["modules"], 2);
    assert.deepEqual(
      output.diagnostics.map(({ file, project }) => [project, file]),
      [[".", "/main.ts"]],
    );
    const inner = await ambit(["check", "inner"], { cwd: folder.path });
    assert.equal(inner.stdout, "No findings in 1 module\n");
  });

  it("shows the place in a file that the module does not import", async () => {
    using folder = new Folder({
      "package.json": "{}",
      "main.ts": `import { spawn } from "ambit:modules";\nexport const manifest = { permissions: { modules: { spawn: ["./child.ts"] } } };\nexport default async () => await spawn("./child.ts");\n`,
      "child.ts": `// A child.\nexport const manifest = { permissions: { fs: { read: ["./a"] } } };\nexport default () => 1;\n`,
    });
    const { stdout } = await ambit(["check", "main.ts"], { cwd: folder.path });
    assert.match(stdout, /\n {2}child\.ts:2:55 This is more than the parent has\n {2}2 \| .*\["\.\/a"\]/);
  });

  it("--grant writes what is missing and then finds nothing", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": UNGRANTED });
    const { code, stdout, stderr } = await ambit(["check", "--grant", "main.ts"], { cwd: folder.path });
    assert.match(stderr, /^Granted "fs\.read \S+" to main\.ts\n$/);
    assert.equal(stdout, "No findings in 1 module\n");
    assert.equal(code, 0);
  });

  it("--grant says why it writes none: there is no manifest, or nobody knows the resource", async () => {
    using folder = new Folder({
      "package.json": "{}",
      "granted.ts": GOOD,
      "bare.ts": UNGRANTED.replace(/export const manifest[^;]*;\n/, ""),
      "unknown.ts": UNGRANTED.replace("main()", "main(name: string)").replace('"./stations/oslo.json"', "name"),
    });
    const bare = await ambit(["check", "--grant", "bare.ts"], { cwd: folder.path });
    assert.match(bare.stderr, /^bare\.ts has no manifest; ambit infer --write bare\.ts makes one\n$/);
    const unknown = await ambit(["check", "--grant", "unknown.ts"], { cwd: folder.path });
    assert.match(unknown.stderr, /^No grant can be proposed for `readText` in unknown\.ts:\d+: .*fs\.read.*\n$/);
    const granted = await ambit(["check", "--grant", "granted.ts"], { cwd: folder.path });
    assert.equal(granted.stderr, "No grant is missing in 1 module\n");
  });

  it("--fix makes the sure fixes, keeps the rest of the text, and says what it did", async () => {
    const source = GOOD.replace('read: ["./stations/*.json"]', 'write: ["./old/*"]');
    using folder = new Folder({
      "package.json": "{}",
      "main.ts": `import { Row } from "./row.ts"; // rows\n${source}export const row = (it: Row) => <Row>it;\n`,
      "row.ts": "export interface Row {}\n",
    });
    const { code, stdout, stderr } = await ambit(["check", "--fix", "main.ts"], { cwd: folder.path });
    assert.match(stderr, /^main\.ts:1: Say with `type` .*\nmain\.ts:\d+: Remove the grant "fs\.write \.\/old\/\*"\n/);
    assert.match(stderr, /\nmain\.ts:\d+: Write `it as Row`\nFixed 3 findings\n$/);
    assert.match(stdout, /^main\.ts:\d+:\d+ error symbolic\/missing-permission\n/);
    assert.match(stdout, /\n1 error in 1 module\n$/, "what somebody has to decide is left");
    assert.equal(code, 1);
    const text = readFileSync(path.join(folder.path, "main.ts"), "utf8");
    assert.match(text, /^import { type Row } from ".\/row.ts"; \/\/ rows\n/);
    assert.match(text, /\nexport const row = \(it: Row\) => \(it as Row\);\n$/);
    const again = await ambit(["check", "--fix", "main.ts"], { cwd: folder.path });
    assert.equal(again.stderr, "There is nothing to fix without you in 1 module\n");
  });

  it("--fix leaves none of several repetitions", async () => {
    const list = (count: number): string => `read: [${Array(count).fill('"./stations/*.json"').join(", ")}]`;
    using folder = new Folder({ "package.json": "{}", "main.ts": GOOD.replace(list(1), list(5)) });
    const { code, stderr } = await ambit(["check", "--fix", "main.ts"], { cwd: folder.path });
    assert.match(stderr, /\nFixed 4 findings\n$/);
    assert.equal(readFileSync(path.join(folder.path, "main.ts"), "utf8"), GOOD);
    assert.equal(code, 0);
  });

  it("--strict fails for a warning, such as a grant that may be missing", async () => {
    const source = UNGRANTED.replace("main() {", "main(often: boolean) {\n  if (!often) return null;");
    using folder = new Folder({ "package.json": "{}", "main.ts": source });
    const lenient = await ambit(["check", "main.ts"], { cwd: folder.path });
    assert.match(lenient.stdout, /warning symbolic\/missing-permission\n/);
    assert.equal(lenient.code, 0);
    const strict = await ambit(["check", "--strict", "main.ts"], { cwd: folder.path });
    assert.equal(strict.stdout, lenient.stdout);
    assert.equal(strict.code, 1);
  });

  it("counts in words", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": "export default function main() {}\n" });
    const { code, stdout } = await ambit(["check", "main.ts"], { cwd: folder.path });
    assert.match(stdout, /\n1 informational finding in 1 module\n$/);
    assert.equal(code, 0);
  });

  it("a folder without a module is wrong usage", async () => {
    using folder = new Folder({ "package.json": "{}", "src/plain.ts": "export const x = 1;\n" });
    assertRefused(await ambit(["check"], { cwd: folder.path }), /There is no module in this folder/);
    assertRefused(await ambit(["check", "src"], { cwd: folder.path }), /There is no module in "src"/);
  });

  it("looks at every module of a folder, not at other files", async () => {
    using folder = new Folder({
      "package.json": "{}",
      "a/main.ts": UNGRANTED,
      "b/main.ts": UNGRANTED,
      "b/plain.ts": "export const broken = ;",
      "node_modules/x/main.ts": UNGRANTED,
      ".hidden/main.ts": UNGRANTED,
      "dist/main.js": UNGRANTED,
      "b/coverage/main.js": UNGRANTED,
    });
    const { code, stdout } = await ambit(["check", "."], { cwd: folder.path });
    assert.equal(code, 1);
    assert.match(stdout, /\n2 errors in 2 modules, \d+\.\d s\n$/);
  });

  it("says a syntax error where it is, and keeps control characters from the terminal", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": `${GOOD}\nconst \u001b[31m = ;\n` });
    const { code, stdout, stderr } = await ambit(["check", "main.ts"], { cwd: folder.path });
    assert.equal(code, 1);
    assert.match(stdout, /^main\.ts:\d+:\d+ error parse\/syntax-error\n/);
    assert.equal(`${stdout}${stderr}`.includes("\u001b"), false);
  });

  it("colours when it is told to, and not otherwise", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": UNGRANTED });
    const coloured = await ambit(["check", "main.ts"], { cwd: folder.path, env: { NO_COLOR: "", FORCE_COLOR: "1" } });
    assert.ok(coloured.stdout.includes("\u001b["));
    const plain = await ambit(["check", "main.ts"], { cwd: folder.path });
    assert.equal(plain.stdout.includes("\u001b["), false);
  });
});

describe("ambit effects", () => {
  it("--json fits its schema and names what the module reads", async () => {
    using folder = new Folder({ "package.json": "{}", "src/main.ts": GOOD });
    const { code, stdout, stderr } = await ambit(["effects", "src/main.ts", "--json"], { cwd: folder.path });
    assert.equal(stderr, "");
    assert.equal(code, 0);
    const output = JSON.parse(stdout) as { module: string; profile: string; effects: Record<string, unknown>[] };
    assertFits("effects", output);
    assert.equal(output.module, "/src/main.ts");
    assert.equal(output.profile, "ambit");
    assert.deepEqual(
      output.effects.map(({ kind, resource, resolution, certainty, phase }) => ({
        kind,
        resource,
        resolution,
        certainty,
        phase,
      })),
      [
        {
          kind: "fs.read",
          resource: "/src/stations/oslo.json",
          resolution: "exact",
          certainty: "must",
          phase: "export:default",
        },
      ],
    );
  });

  it("is printed for a module with syntax errors too", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": `${GOOD}\nfunction broken( {\n` });
    const { code, stdout } = await ambit(["effects", "main.ts", "--json"], { cwd: folder.path });
    assert.equal(code, 0);
    assertFits("effects", JSON.parse(stdout));
  });

  it("has a form for people", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": GOOD });
    const { code, stdout } = await ambit(["effects", "main.ts"], { cwd: folder.path });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^main\.ts can reach\n {2}when its export "default" is called\n {4}must fs\.read \/stations\/oslo\.json /,
    );
  });
});

describe("ambit explain", () => {
  it("prints the page of a code", async () => {
    const { code, stdout } = await ambit(["explain", "permission/denied"]);
    assert.equal(code, 0);
    assert.match(stdout, /^permission\/denied\n/);
  });

  it("takes any case, and the last segment alone where it is unambiguous", async () => {
    assert.match((await ambit(["explain", "missing-permission"])).stdout, /^symbolic\/missing-permission\n/);
    assert.match((await ambit(["explain", "Permission/Denied"])).stdout, /^permission\/denied\n/);
    assertRefused(
      await ambit(["explain", "unreadable-file"]),
      /no code "unreadable-file"; did you mean parse\/unreadable-file, pre-init\/unreadable-file\?/,
    );
  });

  it("names first the codes whose last segment is near", async () => {
    assertRefused(await ambit(["explain", "mising-permission"]), /did you mean symbolic\/missing-permission, /);
    assertRefused(await ambit(["explain", "run/missing-permissions"]), /did you mean symbolic\/missing-permission, /);
  });

  it("names the codes that may be meant", async () => {
    const { code, stdout } = await ambit(["explain"]);
    assert.equal(code, 0);
    assert.match(stdout, /^permission\/denied$/m);
    assertRefused(await ambit(["explain", "zzz"]), /no code "zzz"; `ambit explain` lists them all/);
    assertRefused(await ambit(["explain", "permision/denied"]), /no code "permision\/denied".*permission\/denied/);
  });
});

describe("bad input of the command line", () => {
  const huge = `${GOOD}// ${"x".repeat(10 * 1024 * 1024)}\n`;
  const files = {
    "package.json": "{}",
    "binary.ts": Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256),
    "huge.ts": huge,
    "notes.txt": "no module",
    "folder/main.ts": GOOD,
  };
  const cases: readonly (readonly [name: string, target: string, message: RegExp])[] = [
    ["an unknown file", "nowhere.ts", /no file or folder "nowhere\.ts"/],
    ["binary content", "binary.ts", /"binary\.ts" is not text/],
    ["a file of 10 MB", "huge.ts", /"huge\.ts" has \d+ bytes; a module has at most \d+/],
    ["a file that is no module by its name", "notes.txt", /"notes\.txt" is no module/],
    ["a file that cannot be opened", "loop.ts", /"loop\.ts"/],
    ["a pipe in place of a file", "pipe.ts", /"pipe\.ts"/],
  ];
  for (const command of ["check", "effects", "run"]) {
    for (const [name, target, message] of cases) {
      it(`${command}: ${name}`, async () => {
        using folder = new Folder(files);
        symlinkSync("loop.ts", path.join(folder.path, "loop.ts"));
        execFileSync("mkfifo", [path.join(folder.path, "pipe.ts")]);
        assertRefused(await ambit([command, target], { cwd: folder.path }), message);
      });
    }
  }

  for (const command of ["effects", "run"]) {
    it(`${command}: a folder`, async () => {
      using folder = new Folder(files);
      assertRefused(
        await ambit([command, "folder"], { cwd: folder.path }),
        /"folder" is a folder; name a module in it/,
      );
    });
  }

  it("a file outside the root", async () => {
    using folder = new Folder(files);
    assertRefused(
      await ambit(["check", "--root", "folder", "huge.ts"], { cwd: folder.path }),
      /"huge\.ts" lies outside the project root/,
    );
  });

  it("a root that is a file, or is not there", async () => {
    using folder = new Folder(files);
    assertRefused(await ambit(["check", "--root", "notes.txt"], { cwd: folder.path }), /"notes\.txt" is no folder/);
    assertRefused(await ambit(["check", "--root", "nowhere"], { cwd: folder.path }), /"nowhere"/);
  });

  it("an unknown command, option or profile, a missing argument", async () => {
    assertRefused(await ambit(["chek"]), /unknown command 'chek'[\s\S]*check/);
    assertRefused(await ambit(["check", "--jsn"]), /unknown option '--jsn'[\s\S]*--json/);
    assertRefused(await ambit(["effects", "x.ts", "--profile", "bun"]), /bun/);
    assertRefused(await ambit(["run"]), /missing required argument 'module'/);
    assert.equal((await ambit([])).code, 2);
  });

  it("a reader that goes away ends the command quietly", async () => {
    const functions = Array.from({ length: 20_000 }, (_, i) => `export const name${i} = ${i};`).join("\n");
    using folder = new Folder({ "package.json": "{}", "main.ts": GOOD + functions + "\nconst = ;".repeat(5000) });
    const { signal, stderr } = await ambit(["check", "main.ts"], {
      cwd: folder.path,
      during: (child) => child.stdout?.once("data", () => child.stdout?.destroy()),
    });
    assert.equal(signal, null);
    assert.equal(stderr, "");
  });
});

describe("bin/ambit.mjs", () => {
  /** Makes a Node take itself for an older one that lies elsewhere. */
  const OLD = `data:text/javascript,${encodeURIComponent(
    'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.11.0" } });' +
      'Object.defineProperty(process, "execPath", { value: "/nowhere/node20" });',
  )}`;

  it("starts a newer Node, and passes streams, arguments and the exit code", async () => {
    const { code, stdout, stderr } = await underOldNode(["check", "nowhere.ts"], { AMBIT_NODE: process.execPath });
    assert.equal(stdout, "");
    assert.match(stderr, /^ambit: There is no file or folder "nowhere\.ts"\n$/);
    assert.equal(code, 2);
  });

  it("finds the Node of the optional package without being told", async () => {
    const { code, stdout } = await underOldNode(["--version"], { PATH: "" });
    assert.equal(code, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it("says how to get a Node when there is none", async () => {
    const bin = path.dirname(LAUNCHER);
    using folder = new Folder({
      "bin/ambit.mjs": readFileSync(LAUNCHER),
      "bin/freshness.mjs": readFileSync(path.join(bin, "freshness.mjs")),
    });
    const { code, stderr } = await underOldNode(["--version"], { PATH: "", AMBIT_NODE: "/nowhere/node" }, folder.path);
    assert.equal(code, 1);
    assert.match(stderr, /^ambit: needs Node 24, and there is none:\n {2}AMBIT_NODE=\/nowhere\/node does not run\n/);
    assert.match(stderr, /Get one in one of these ways:\n/);
  });

  it("starts in a home where nothing can be written", async () => {
    for (const home of ["/proc/nowhere", "/dev/null", "/nowhere"]) {
      const { code, stderr } = await ambit(["--version"], { env: { HOME: home, XDG_CACHE_HOME: "" } });
      assert.equal(code, 0, home);
      assert.equal(stderr, "");
    }
  });

  it("a signal to it ends its child, and itself alike", async () => {
    const { child, grandchild } = await startLsp();
    child.kill("SIGTERM");
    const signal = await new Promise((resolve) => child.once("close", (_code, by) => resolve(by)));
    assert.equal(signal, "SIGTERM");
    await waitUntilGone(grandchild);
  });

  it("leaves no child behind when it is killed", async () => {
    const { child, grandchild } = await startLsp();
    child.kill("SIGKILL");
    await waitUntilGone(grandchild);
  });

  function underOldNode(argv: readonly string[], env: Record<string, string>, root = path.resolve(LAUNCHER, "../..")) {
    const child = spawn(process.execPath, ["--import", OLD, path.join(root, "bin/ambit.mjs"), ...argv], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return ended(child);
  }

  async function startLsp() {
    const child = spawn(process.execPath, ["--import", OLD, LAUNCHER, "lsp", "--stdio"], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    const request = JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    child.stdin.write(`Content-Length: ${request.length}\r\n\r\n${request}`);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
    return { child, grandchild: Number(children.trim().split(" ")[0]) };
  }
});

/** One line on standard error, nothing on standard output, exit code 2, no stack. */
function assertRefused({ code, stdout, stderr }: Ended, message: RegExp): void {
  assert.match(stderr, message);
  assert.match(stderr, /^ambit: \S.*\n(?:\(Did you mean .*\)\n)?$/);
  assert.equal(stdout, "");
  assert.equal(code, 2);
}

async function ended(child: ReturnType<typeof spawn>): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr })));
}

async function waitUntilGone(pid: number): Promise<void> {
  assert.ok(pid > 0);
  for (let i = 0; i < 500; i++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`process ${pid} is still there`);
}
