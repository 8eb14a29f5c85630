import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { describe, it } from "mocha";
import type { ContextSnapshot } from "../../runtime-core/index.ts";
import type { LiveEvents, LiveLimit, LiveState } from "../../debug-adapter/protocol.ts";
import { fixture, launchOf, Session } from "./debug-client.ts";

const LIVE = fixture("live.ts");
/** The second attempt to write, a line before the end, and the first line of the loop. */
const [IN_LOOP, BEFORE_SECOND, BEFORE_END] = [13, 16, 17];

/** The events of our own, as they come. */
function follow({ client }: Session): DebugProtocol.Event[] {
  const events: DebugProtocol.Event[] = [];
  for (const name of ["limits", "permission", "hostCall", "outcome", "report"])
    client.on(`ambit/${name}`, (event: DebugProtocol.Event) => events.push(event));
  return events;
}

function bodies<Name extends keyof LiveEvents>(events: readonly DebugProtocol.Event[], name: Name): LiveEvents[Name][] {
  return events.filter(({ event }) => event === name).map(({ body }) => body as LiveEvents[Name]);
}

async function reference(session: Session, name: string): Promise<number> {
  const [top] = await session.stack();
  const { scopes } = (await session.client.scopesRequest({ frameId: top?.id ?? 0 })).body;
  return scopes.find((scope) => scope.name === name)?.variablesReference ?? 0;
}

async function set(session: Session, scope: string, name: string, value: string): Promise<string> {
  const variablesReference = await reference(session, scope);
  return (await session.client.setVariableRequest({ variablesReference, name, value })).body.value;
}

async function snapshot({ client }: Session): Promise<LiveState> {
  return (await client.customRequest("ambit/snapshot")).body as LiveState;
}

describe("the live view", function () {
  this.timeout(60_000);

  it("tells what the time goes into: waiting for the host, for a limit, and standing here", async () => {
    await using session = await Session.start({
      launch: launchOf("throttled.ts", { asks: 4 }, { skipCheck: true }),
      breakpoints: [{ file: fixture("throttled.ts"), line: 13, hitCondition: "3" }],
    });
    const events = follow(session);
    await session.stop();
    const times = async (): Promise<ContextSnapshot["times"]> =>
      (await snapshot(session)).contexts[0]?.times ?? assert.fail();
    await session.scope("Limits");
    const stopped = await times();
    await sleep(300);
    await session.scope("Limits");
    const later = await times();
    assert.deepEqual(later, stopped);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    const last = bodies(events, "ambit/limits")
      .flatMap(({ contexts }) => contexts)
      .at(-1)?.times;
    assert((last?.throttledMs ?? 0) > later.throttledMs, JSON.stringify({ later, last }));
    assert((last?.hostMs ?? 0) > 0);
    assert((last?.pausedMs ?? 0) >= 299, JSON.stringify(last));
  });

  it("tells limits, permissions, calls, the outcome and the report while the program runs", async () => {
    await using session = await Session.start({
      launch: launchOf("live.ts", { rounds: 150 }),
      breakpoints: [{ file: LIVE, line: BEFORE_END }],
    });
    const events = follow(session);
    await session.stop();
    await session.scope("Host calls");
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    const told = events.map(({ body }) => (body as { seq: number }).seq);
    assert.deepEqual(
      told,
      told.map((_, index) => index + (told[0] ?? 0)),
    );
    const calls = bodies(events, "ambit/hostCall");
    const known = new Map(calls.flatMap((body) => body.calls).map((call) => [call.id, call]));
    const lost = calls.reduce((sum, body) => sum + body.lost, 0);
    assert(known.size + lost >= 152 && known.size >= 100, `${known.size} calls and ${lost} lost`);
    const last = [...known.values()].at(-1);
    assert.equal(last?.call, 'writeText("./live-out.txt")');
    assert.equal(last.state, "denied");
    assert.match(last.message ?? "", /fs\.write/);
    const uses = bodies(events, "ambit/permission").flatMap((body) => body.uses);
    assert.deepEqual(uses.findLast(({ permission }) => permission.startsWith("fs.read"))?.count, 150);
    const limits = bodies(events, "ambit/limits").flatMap((body) => body.contexts.flatMap((context) => context.limits));
    assert(limits.some(({ name, taken }) => name === "fs/read" && taken > 0));
    assert.equal(bodies(events, "ambit/outcome")[0]?.outcome.kind, "completed");
    const [report] = bodies(events, "ambit/report");
    assert.deepEqual(
      report?.report.grants.map(({ count }) => count),
      [150, 0],
    );
    assert(!("result" in (report?.report ?? {})));
  });

  it("shows the last calls of the host in a scope, the newest first", async () => {
    await using session = await Session.start({
      launch: launchOf("live.ts", { rounds: 120 }),
      breakpoints: [{ file: LIVE, line: BEFORE_END }],
    });
    await session.stop();
    const rows = [...(await session.scope("Host calls")).values()];
    assert.equal(rows.length, 100);
    assert.match(rows[0]?.name ?? "", /^\d+ writeText\("\.\/live-out\.txt"\)$/);
    assert.match(rows[0]?.value ?? "", /^denied in [\d.]+ ms: .*fs\.write/);
    assert.match(rows[2]?.name ?? "", /^\d+ readText\("\.\/live\.ts"\)$/);
    assert.match(rows[2]?.value ?? "", /^done in [\d.]+ ms$/);
  });

  it("holds every bucket while a thread stands", async () => {
    await using session = await Session.start({
      launch: launchOf("live.ts", { rounds: 3 }),
      breakpoints: [{ file: LIVE, line: IN_LOOP }],
    });
    await session.stop();
    await set(session, "Limits", "fs/read", '{ "rate": "1kB/s", "burst": "1MB" }');
    await session.continue();
    await session.stop();
    const available = async (): Promise<number | undefined> => {
      await session.scope("Limits");
      const [context] = (await snapshot(session)).contexts;
      return context?.limits.find(({ name }) => name === "fs/read")?.available;
    };
    const cpuTime = async (): Promise<string | undefined> =>
      (await session.scope("Limits")).get("execution/cpu-time")?.value;
    const cpuBefore = await cpuTime();
    await session.evaluate("(() => { let n = 0; for (let i = 0; i < 3e7; i++) n ^= i; return n; })()", "repl");
    assert.equal(await cpuTime(), cpuBefore);
    const before = await available();
    assert(before !== undefined && before < 1_000_000, String(before));
    await sleep(500);
    assert.equal(await available(), before);
  });

  it("changes a limit and refills it, and says why it cannot", async () => {
    await using session = await Session.start({
      launch: launchOf("live.ts", { rounds: 3 }),
      breakpoints: [{ file: LIVE, line: BEFORE_SECOND }],
    });
    const invalidated = session.client.waitForEvent("invalidated");
    await session.stop();
    assert.match(await set(session, "Limits", "fs/read", "refill"), /^1 MB of 1 MB left/);
    assert.match(await set(session, "Limits", "fs/read", "4MB/s"), /of 4 MB left \(4MB\/s\)/);
    assert.match(
      await set(session, "Limits", "fs/read", '{ "rate": "1MB/s", "burst": "2MB" }'),
      /left \(\{ rate: "1MB\/s", burst: "2MB" \}\)$/,
    );
    assert.match(await set(session, "Limits", "execution/cpu-time", "8s"), /of 8000 ms left$/);
    await assert.rejects(set(session, "Limits", "fs/read", "8s"), /Cannot set "fs\/read": .*bytes per second/);
    assert.deepEqual((await invalidated).body, { areas: ["variables"], threadId: 1 });
    const adjust = (adjustment: unknown): Promise<unknown> =>
      session.client.customRequest("ambit/adjust", { threadId: 1, adjustment });
    const told = async (): Promise<LiveLimit | undefined> => {
      await session.scope("Limits");
      const [context] = (await snapshot(session)).contexts;
      assert.equal(context?.id, "1");
      return context.limits.find(({ name }) => name === "fs/read");
    };
    await adjust({ kind: "limit", limit: "fs/read", quantity: "9MB/s" });
    const limit = await told();
    assert.match(limit?.text ?? "", /of 9 MB left \(9MB\/s\)$/);
    assert.equal(Object.fromEntries(limit?.readings ?? [])["capacity"], "9 MB");
    await adjust({ kind: "limit", limit: "fs/read", quantity: '{ rate: "3MB/s", burst: "4MB" }' });
    assert.match((await told())?.text ?? "", /rate: "3MB\/s", burst: "4MB"/);
    await assert.rejects(adjust({ kind: "refill", limit: "fs/raed" }), /there is no limit "fs\/raed"/);
    await assert.rejects(adjust({ kind: "grant" }), /"adjustment" must be/);
    await assert.rejects(adjust(null), /"adjustment" must be/);
    await assert.rejects(
      adjust({ kind: "grant", permission: { domain: "fs", kind: "read", resource: "nowhere" } }),
      /A path pattern begins with/,
    );
  });

  it("grants for this session what was denied", async () => {
    const made = fixture("live-out.txt");
    try {
      await using session = await Session.start({
        launch: launchOf("live.ts", { rounds: 1 }),
        breakpoints: [{ file: LIVE, line: BEFORE_SECOND }],
      });
      await session.stop();
      const denied = [...(await session.scope("Permissions")).values()].find(({ value }) => value.startsWith("denied"));
      assert.equal(denied?.name, "fs.write /live-out.txt");
      await assert.rejects(set(session, "Permissions", denied.name, "yes"), /write "grant" to allow it/);
      for (let i = 0; i < 2; i++) await set(session, "Permissions", denied.name, "grant");
      const rows = await session.scope("Permissions");
      assert.equal(rows.get(denied.name)?.value, "granted, not used; denied once before");
      await session.continue();
      assert.equal(await session.exitCode(), 0);
      assert.match(session.output(), /"refused":"[^"]*fs\.write.*"again":"written"/);
      assert(existsSync(made));
    } finally {
      rmSync(made, { force: true });
    }
  });

  it("stops in the loop again and again without a word of what has not moved", async () => {
    await using session = await Session.start({
      launch: launchOf("live.ts", { rounds: 2 }),
      breakpoints: [{ file: LIVE, line: IN_LOOP }],
    });
    const events = follow(session);
    await session.stop();
    await sleep(400);
    const before = events.length;
    await sleep(600);
    assert.equal(events.length, before);
  });
});
