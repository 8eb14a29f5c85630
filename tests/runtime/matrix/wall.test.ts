/** What comes out of an isolate is not believed: whatever a call is given, it is done or refused in our own words. */
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { after, before, describe, it } from "mocha";
import { AmbitError } from "../../../runtime-core/base/ambit-error.ts";
import { CAPABILITIES, capability, type CapabilityName } from "../../../runtime-core/capabilities/table.ts";
import { createContext } from "../../../runtime-core/context/create-context.ts";
import { nodePowers } from "../../../runtime-core/host/node-powers.ts";
import { Performer } from "../../../runtime-core/host/perform.ts";
import { parseManifest } from "../../../runtime-core/manifest/parse-manifest.ts";
import { MonotonicClock } from "../../../runtime-core/runner/monotonic-clock.ts";

const ALL = {
  fs: { read: ["/**"], write: ["/**"], delete: ["/**"] },
  http: { read: ["http://localhost:1/**"] },
  websocket: { connect: ["ws://localhost:1/**"] },
};
/** Calls that are synchronous for the module and for the host too. */
const ON_THE_SPOT: readonly string[] = ["env/get", "env/has", "env/to-object", "timers/set", "websocket/connect"];

describe("Performer with any arguments", function () {
  this.timeout(60_000);
  let root: string;
  let performer: Performer;
  let close: () => Promise<void>;
  before(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "ambit-wall-")));
    const made = createContext({
      id: "1",
      module: "/main.ts",
      manifest: parseManifest({ permissions: ALL }, "/").manifest,
      profile: "script",
      clock: new MonotonicClock(),
      env: {},
      cpuTime: "charged",
    });
    assert.ok(made.ok);
    const modules = { spawn: async () => "2" };
    const node = nodePowers({ root, modules, secrets: {}, write: async () => {} });
    performer = new Performer(made.value, node.powers);
    close = async () => {
      await made.value.finish();
      await node.close();
    };
  });
  after(async () => {
    await close();
    rmSync(root, { recursive: true });
  });

  for (const name of Object.keys(CAPABILITIES) as CapabilityName[]) {
    it(name, () =>
      fc.assert(
        fc.asyncProperty(fc.array(argument, { maxLength: 4 }), async (given) => {
          const args = structuredClone(given);
          const call = {
            signal: AbortSignal.timeout(1000),
            delivered: Promise.resolve(),
            mayAnswerNow: () => true,
          };
          try {
            if (ON_THE_SPOT.includes(name)) performer.performSync(name, args);
            else await performer.perform(name, args, call);
          } catch (error) {
            assert.ok(error instanceof AmbitError, `${capability(name).name}: ${String(error)}`);
          }
        }),
        { numRuns: 60 },
      ),
    );
  }
});

/** Data that can cross the wall: paths that mean something now and then, options, and anything. */
const argument = fc.oneof(
  fc.constant({ toString: 5 }),
  fc.constantFrom("/", "/a", "/a/b", "./a", "a", "localhost:0", "http://localhost:1/", "ws://localhost:1/", "2", ""),
  fc.record({
    mode: fc.anything(),
    recursive: fc.anything(),
    method: fc.anything(),
    headers: fc.anything(),
    body: fc.anything(),
  }),
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
);
