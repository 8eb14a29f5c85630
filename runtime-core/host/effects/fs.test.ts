/** What is left of a copy that fails on the way. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { FakeClock } from "../../../tests/fake-clock.ts";
import { createContext } from "../../context/create-context.ts";
import { parseManifest } from "../../manifest/parse-manifest.ts";
import { Performer } from "../perform.ts";
import { FileFailure, type Powers } from "../powers.ts";

describe("copy()", () => {
  it("tells what went wrong first when what it made cannot be removed, and has closed it by then", async () => {
    const done: string[] = [];
    const target = {
      realPath: "/to",
      sizeBytes: 0,
      isNew: true,
      write: () => Promise.reject(new FileFailure("the disk is full")),
      [Symbol.dispose]: () => void done.push("close"),
    };
    const files = {
      realPath: (path: string) => path,
      stat: () => undefined,
      openToRead: (realPath: string) => ({
        realPath,
        sizeBytes: 1,
        readPiece: async () => new Uint8Array(1),
        [Symbol.dispose]() {},
      }),
      create: () => target,
      remove() {
        done.push("remove");
        throw new FileFailure("it is not there");
      },
    };
    const performer = new Performer(contextOf({ fs: { read: ["/from"], write: ["/to"] } }), {
      files,
    } as unknown as Powers);
    const life = { signal: new AbortController().signal, delivered: Promise.resolve(), mayAnswerNow: () => true };
    await assert.rejects(Promise.resolve(performer.perform("fs/copy", ["/from", "/to"], life)), /the disk is full/);
    assert.deepEqual(done, ["close", "remove"]);
  });
});

function contextOf(permissions: object) {
  const made = createContext({
    id: "1",
    module: "/main.ts",
    manifest: parseManifest({ permissions }, "/").manifest,
    profile: "script",
    clock: new FakeClock(),
    env: {},
    cpuTime: "charged",
  });
  assert.ok(made.ok);
  return made.value;
}
