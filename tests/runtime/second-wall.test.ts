/** Node's permission model around a runner: what its own code could still do if every wall in it had fallen. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "mocha";
import { runnerPermissions } from "../../runtime-core/runtime/runner-permissions.ts";
import { makeProject } from "./project.ts";

const ATTEMPTS: readonly { readonly title: string; readonly code: string }[] = [
  { title: "read a file outside the project", code: 'require("fs").readFileSync(OUTSIDE)' },
  { title: "write a file outside the project", code: 'require("fs").writeFileSync(OUTSIDE, "x")' },
  { title: "write over its own code", code: 'require("fs").writeFileSync(OWN_CODE, "x")' },
  {
    title: "go around with an open folder",
    code: 'require("fs").readFileSync("/proc/self/fd/" + require("fs").openSync(ROOT) + "/.." + OUTSIDE.slice(TEMPORARY.length))',
  },
  {
    title: "read the environment of a process",
    code: 'require("fs").readFileSync("/proc/" + process.ppid + "/environ")',
  },
  { title: "make a link to the outside", code: 'require("fs").symlinkSync("/etc", ROOT + "/link")' },
  { title: "start a program", code: 'require("child_process").spawnSync("true")' },
  { title: "start a thread", code: 'new (require("worker_threads").Worker)("0", { eval: true })' },
  { title: "open an inspector", code: 'require("inspector").open(0)' },
];

describe("the Node of a runner", function () {
  this.timeout(30_000);
  let root: string;
  let outside: string;
  before(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "ambit-root-")));
    outside = realpathSync(mkdtempSync(join(tmpdir(), "ambit-outside-")));
    writeFileSync(join(root, "a.txt"), "inside");
    writeFileSync(join(outside, "a.txt"), "outside");
  });
  after(() => {
    for (const folder of [root, outside]) rmSync(folder, { recursive: true, force: true });
  });

  function run(code: string, project = root): string {
    const names = {
      AROUND: project,
      ROOT: root,
      TEMPORARY: dirname(root),
      OUTSIDE: join(outside, "a.txt"),
      OWN_CODE: import.meta.filename,
    };
    const constants = Object.entries(names).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
    const guarded = `${constants.join(" ")} try { ${code}; console.log("done") } catch (error) { console.log(error.code) }`;
    const { stdout, stderr } = spawnSync(process.execPath, [...runnerPermissions(project), "-e", guarded], {
      encoding: "utf8",
    });
    return stdout.trim() + stderr;
  }

  for (const { title, code } of ATTEMPTS) {
    it(`may not ${title}`, () => assert.equal(run(code), "ERR_ACCESS_DENIED"));
  }

  it("is told so", async () => {
    await using project = await makeProject({ "/main.js": "export const manifest = {}; export default () => {};" });
    const run = await project.runtime.start("/main.js");
    const flags = readFileSync(`/proc/${run.pid}/cmdline`, "utf8").split("\0");
    assert.deepEqual(
      runnerPermissions(project.root).filter((flag) => !flags.includes(flag)),
      [],
    );
    assert.equal((await run.report).outcome.kind, "completed");
  });

  it("may list a project that holds the code of the runner", () => {
    const around = realpathSync(join(import.meta.dirname, "../.."));
    assert.equal(run('require("fs").readdirSync(AROUND)', around), "done");
  });

  it("may read and write the project, and load isolated-vm", () => {
    assert.equal(run('require("fs").writeFileSync(ROOT + "/b", require("fs").readFileSync(ROOT + "/a.txt"))'), "done");
    const addon = JSON.stringify(import.meta.resolve("isolated-vm").slice("file://".length));
    assert.equal(run(`new (require(${addon}).Isolate)().dispose()`), "done");
  });
});
