/** What a host tells a runner, and one that cannot be started, cannot end the host. */
import assert from "node:assert/strict";
import { ChildProcess } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { PROTOCOL_VERSION } from "../../runtime-core/runner/protocol.ts";
import { outcomeOfExit } from "../../runtime-core/runtime/outcome-of-exit.ts";
import { Runner } from "../../runtime-core/runtime/supervisor.ts";

describe("Runner", function () {
  this.timeout(30_000);
  let root: string;
  before(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "ambit-runner-")));
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  /** Something that JSON cannot hold. */
  const tooLong = {
    toJSON(): never {
      throw new RangeError("Invalid string length");
    },
  };

  it("ends, and says why, when what it is told is too long to be sent", async () => {
    const runner = new Runner(root);
    await runner.ready;
    runner.send({ kind: "image", request: 1, problem: tooLong as never });
    const { signal, stderr } = await runner.exit;
    assert.equal(signal, "SIGKILL");
    assert.match(stderr, /cannot tell the runner its "image": RangeError: Invalid string length/);
  });

  it("ends also when that had to wait for it", async () => {
    const runner = new Runner(root);
    runner.send({ kind: "image", request: 1, problem: tooLong as never });
    assert.match((await runner.exit).stderr, /cannot tell the runner its "image"/);
  });

  it("tells the error that ended it, and not the code around it", async () => {
    const runner = new Runner(root);
    runner.send({ kind: "start", version: PROTOCOL_VERSION } as never);
    const { kind, cause } = outcomeOfExit(await runner.exit);
    assert.equal(kind, "crashed");
    assert.match(cause?.message ?? "", /\(TypeError: Cannot read properties of undefined \(reading '\w+'\)\)/);
  });

  for (const [folder, code] of [
    ["none", "ENOENT"],
    ["file", "ENOTDIR"],
  ] as const)
    it(`is gone when it cannot be started: ${code}`, async () => {
      writeFileSync(join(root, "file"), "");
      const { kill } = ChildProcess.prototype;
      const signalled: unknown[] = [];
      // What Node would do with these is what is to be ruled out.
      ChildProcess.prototype.kill = function (): boolean {
        signalled.push(this.pid);
        return false;
      };
      try {
        const runner = new Runner(join(root, folder));
        runner.unref();
        runner.send({ kind: "ping" });
        runner.kill();
        await runner.ready;
        const { stderr, ...exit } = await runner.exit;
        runner.kill();
        assert.deepEqual(exit, { code: null, signal: null, silentMs: undefined });
        assert.match(stderr, new RegExp(`^Error: spawn .*${code}$`));
        assert.deepEqual([runner.pid, signalled], [undefined, []]);
      } finally {
        ChildProcess.prototype.kill = kill;
      }
    });
});
