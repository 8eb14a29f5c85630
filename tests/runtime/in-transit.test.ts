/** What the host holds of answers that a module has not taken yet. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, it } from "mocha";
import { createContext } from "../../runtime-core/context/create-context.ts";
import { Performer } from "../../runtime-core/host/perform.ts";
import type { HttpResponse, Powers } from "../../runtime-core/host/powers.ts";
import { parseManifest } from "../../runtime-core/manifest/parse-manifest.ts";
import { MonotonicClock } from "../../runtime-core/runner/monotonic-clock.ts";

const BODY_BYTES = 200 * 2 ** 10;
const CAPACITY_BYTES = 64 * 2 ** 20;

describe("answers on their way into an isolate", () => {
  it("are so many bytes together, also when they are short", async () => {
    const limits = { "http/request": "1000/s", "http/simultaneous": 1000, "http/download": "1GB/s" };
    const { manifest } = parseManifest({ permissions: { http: { read: ["http://localhost:1"] } }, limits }, "/");
    const clock = new MonotonicClock();
    const made = createContext({
      id: "1",
      module: "/main.ts",
      manifest,
      profile: "script",
      clock,
      env: {},
      cpuTime: "charged",
    });
    assert.ok(made.ok);
    const send = async (): Promise<HttpResponse> => ({
      status: 200,
      statusText: "OK",
      headers: [],
      body: (async function* () {
        yield new Uint8Array(BODY_BYTES);
      })(),
      close: () => {},
    });
    const performer = new Performer(made.value, { http: { send } } as unknown as Powers);
    const { promise: delivered, resolve: deliver } = Promise.withResolvers<void>();
    let answered = 0;
    const calls = Array.from({ length: 400 }, async () => {
      const options = { body: new Uint8Array() };
      await performer.perform("http/fetch", ["http://localhost:1/", options], {
        signal: new AbortController().signal,
        delivered,
        mayAnswerNow: () => false,
      });
      answered += 1;
    });
    for (let before = -1; answered === 0 || before < answered; await sleep(100)) before = answered;
    assert.equal(answered, Math.floor(CAPACITY_BYTES / BODY_BYTES));
    deliver();
    await Promise.all(calls);
    await made.value.finish();
  });
});
