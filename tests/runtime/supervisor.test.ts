/** What a host tells a runner cannot end the host. */
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
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
});
