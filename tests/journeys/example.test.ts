/**
 * The service of the example, as a person starts it.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, it } from "mocha";

const SERVER = path.resolve(import.meta.dirname, "../../examples/forecast/server.mjs");

describe("examples/forecast/server.mjs", () => {
  it("says in one line that its port is taken, or is none", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = other.address() as AddressInfo;
      assert.match(
        start(String(port)),
        /^Cannot listen on port \d+: something else listens there; give another: .*\n$/,
      );
      assert.match(start("abc"), /^Cannot listen on port abc: that is no port; give another: .*\n$/);
    } finally {
      other.close();
    }
  });
});

function start(port: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SERVER, port], { encoding: "utf8", timeout: 20_000 });
  assert.equal(status, 1);
  assert.equal(stdout, "");
  return stderr;
}
