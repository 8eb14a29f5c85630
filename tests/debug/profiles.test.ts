import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, it } from "mocha";
import type { HeapSnapshotAnswer } from "../../debug-adapter/protocol.ts";
import { fixture, launchOf, Session } from "./debug-client.ts";

interface CpuProfile {
  readonly nodes: readonly { readonly callFrame: { readonly functionName: string; readonly url: string } }[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface HeapSnapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: readonly string[] }; readonly node_count: number };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

describe("profiles", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "ambit-profiles-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("of the CPU are written for each isolate at its end, also where a limit ends it", async () => {
    const profile = path.join(folder, "made", "here");
    await using session = await Session.start({ launch: launchOf("limited.ts", {}, { profile }) });
    assert.equal(await session.exitCode(), 4);
    const files = readdirSync(profile).map((name) => path.join(profile, name));
    assert.equal(files.length, 2);
    for (const file of files) assert(session.output("console").includes(file), file);
    const read = (name: string): CpuProfile => {
      const file = files.find((each) => path.basename(each).startsWith(name)) ?? "";
      return JSON.parse(readFileSync(file, "utf8")) as CpuProfile;
    };
    const spun = read("limited-1-");
    const frames = spun.nodes.map(({ callFrame }) => callFrame);
    const url = pathToFileURL(fixture("limited.ts")).href;
    assert(
      frames.some((frame) => frame.functionName === "spin" && frame.url === url),
      JSON.stringify(frames),
    );
    assert(spun.endTime > spun.startTime);
    assert.equal(spun.samples.length, spun.timeDeltas.length);
    assert.equal(read("child-2-").nodes[0]?.callFrame.functionName, "(root)");
  });

  it("are lost with the reason where no folder can be made, and the session goes on", async () => {
    writeFileSync(path.join(folder, "file"), "");
    for (const [profile, reason] of [
      ["/proc/none/here", "ENOENT"],
      [path.join(folder, "file", "here"), "EEXIST"],
    ] as const) {
      await using session = await Session.start({ launch: launchOf("child.ts", { start: 1 }, { profile }) });
      assert.equal(await session.exitCode(), 0);
      assert.match(session.output("console"), new RegExp(`The CPU profile of /child\\.ts is lost: ${reason}`));
    }
    const record = "/proc/none/run.jsonl";
    await assert.rejects(Session.start({ launch: launchOf("child.ts", {}, { record }) }), /ENOENT/);
  });

  it("of the heap are taken from a thread that stands", async () => {
    const take = async (session: Session, file?: string): Promise<HeapSnapshot> => {
      const asked = { threadId: 1, ...(file === undefined ? {} : { path: file }) };
      const answer = (await session.client.customRequest("ambit/heapSnapshot", asked)).body as HeapSnapshotAnswer;
      const text = readFileSync(answer.path, "utf8");
      assert.equal(answer.sizeBytes, Buffer.byteLength(text));
      return JSON.parse(text) as HeapSnapshot;
    };
    await using session = await Session.start({
      launch: launchOf("values.ts"),
      breakpoints: [{ file: fixture("values.ts"), line: 40 }],
    });
    await session.stop();
    const { snapshot, nodes, strings } = await take(session, path.join(folder, "new", "values.heapsnapshot"));
    assert.equal(nodes.length, snapshot.node_count * snapshot.meta.node_fields.length);
    assert(strings.includes("Account") && strings.includes("Ada"));
    await assert.rejects(take(session, folder), /Cannot write ".*": EISDIR/);
    const two = await Promise.allSettled([
      take(session, path.join(folder, "one")),
      take(session, path.join(folder, "two")),
    ]);
    const [one, other] = two;
    assert(one?.status === "fulfilled" && one.value.strings.includes("Account"));
    assert.match(
      String(other?.status === "rejected" && other.reason),
      /another snapshot of this thread is being taken/,
    );
    await session.continue();
    await assert.rejects(take(session), /There is no thread 1|is running; pause it first/);
  });
});
