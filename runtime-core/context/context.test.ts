import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { within } from "../../tests/cpu.ts";
import { FakeClock, settle } from "../../tests/fake-clock.ts";
import { AmbitError, isAmbitError } from "../base/ambit-error.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import { parsePermission, parseSubject } from "../permissions/parse-permission.ts";
import type { Permission, Subject } from "../permissions/permission.ts";
import type { Context } from "./context.ts";
import type { ContextEvent } from "./context-events.ts";
import { createContext, type CreateContextOptions } from "./create-context.ts";

interface Options extends Partial<Omit<CreateContextOptions, "manifest">> {
  readonly clock: FakeClock;
}

function create(manifest: unknown, options: Options) {
  const parsed = parseManifest(manifest, "/");
  assert.deepEqual(parsed.problems, []);
  const id = options.id ?? "app";
  return createContext({
    id,
    module: `/${id}.ts`,
    profile: "script",
    env: {},
    cpuTime: "clock",
    ...options,
    manifest: parsed.manifest,
  });
}

function context(manifest: unknown, options: Options): Context {
  const made = create(manifest, options);
  assert.ok(made.ok, made.ok ? "" : made.error.map((violation) => violation.message).join("; "));
  return made.value;
}

function subject(kind: string, resource: string): Subject {
  const [domain = "", name = ""] = kind.split(".");
  const parsed = parseSubject({ domain, kind: name, resource }, "/");
  assert.ok(parsed.ok);
  return parsed.value;
}

function permission(kind: string, resource: string): Permission {
  const [domain = "", name = ""] = kind.split(".");
  const parsed = parsePermission({ domain, kind: name, resource }, "/");
  assert.ok(parsed.ok);
  return parsed.value;
}

const user = new AmbitError("context/cancelled", { cause: "user" });

describe("createContext()", () => {
  it("reports every violation at once: grants with the nearest one, limits, hosts, variables", () => {
    const clock = new FakeClock();
    const parent = context(
      {
        permissions: { fs: { read: ["/data/*.json"] } },
        limits: { "fs/read": "5MB/s" },
        hosts: { api: "https://a.example" },
      },
      { clock },
    );
    const child = create(
      {
        permissions: { fs: { read: ["/data/**"] }, secrets: { use: ["key"] } },
        limits: { "fs/read": "6MB/s" },
        hosts: { api: "https://b.example" },
        env: { TOKEN: { type: "string" } },
      },
      { clock, parent, id: "child" },
    );
    assert.ok(!child.ok);
    const messages = child.error.map((violation) => violation.message);
    assert.match(
      messages[0] ?? "",
      /fs\.read \/data\/\*\*; the nearest is fs\.read \/data\/\*\.json .*, which leaves out \//,
    );
    assert.deepEqual(messages.slice(1), [
      "the parent has no grant for secrets.use key",
      `the limit "fs/read" is 6MB/s, looser than its parent's 5MB/s`,
      `the host "api" is defined by the parent and cannot be defined again`,
      `The environment variable "TOKEN" is not set; set it, or give it a default`,
    ]);
    assert.deepEqual(
      child.error.map((violation) => violation.path),
      [
        ["permissions", "fs", "read", 0],
        ["permissions", "secrets", "use", 0],
        ["limits", "fs/read"],
        ["hosts", "api"],
        ["env", "TOKEN"],
      ],
    );
    assert.deepEqual(parent.children, []);
  });

  it("gives a root the defaults of its profile, and a child what its parent has", () => {
    const clock = new FakeClock();
    const script = context({ limits: { "http/request": "2/s" } }, { clock });
    assert.equal(script.limiters.available("http/request"), 2);
    assert.equal(script.limiters.available("fs/read"), 100e6);
    assert.equal(script.limiters.available("execution/cpu-time"), Infinity);
    const request = context({}, { clock, profile: "request" });
    assert.equal(request.limiters.available("execution/cpu-time"), 50);
    const child = context(
      { limits: { "execution/cpu-time": "10s" } },
      { clock, parent: script, profile: "request", id: "child" },
    );
    assert.equal(child.limiters.available("http/request"), 2);
    assert.equal(child.limiters.available("execution/cpu-time"), 10_000);
  });

  it("compares a grandchild with the nearest ancestor that names the limit", () => {
    const clock = new FakeClock();
    const root = context({ limits: { "http/request": "10/s" } }, { clock });
    const child = context({ limits: { "http/request": "5/s" } }, { clock, parent: root, id: "child" });
    const middle = context({}, { clock, parent: child, id: "middle" });
    assert.equal(create({ limits: { "http/request": "6/s" } }, { clock, parent: middle, id: "grandchild" }).ok, false);
    assert.equal(create({ limits: { "http/request": "5/s" } }, { clock, parent: middle, id: "grandchild" }).ok, true);
  });

  it("hands hosts and readable variables down, and no variable that the parent cannot read", () => {
    const clock = new FakeClock();
    const env = { APP_NAME: "a", APP_SECRET: "s", HOME: "/home", UNITS: "metric" };
    const parent = context(
      {
        permissions: { env: { read: ["APP_NAME"] } },
        env: { UNITS: { type: "string" }, MODE: { type: "string", default: "fast" } },
        hosts: { api: "https://a.example" },
      },
      { clock, env },
    );
    assert.deepEqual(parent.env, { APP_NAME: "a", UNITS: "metric", MODE: "fast" });
    const child = context(
      { env: { MODE: { type: "string" } }, hosts: { maps: "https://m.example" } },
      { clock, env, parent, id: "child" },
    );
    assert.deepEqual(child.env, { MODE: "fast" });
    assert.deepEqual(child.hosts, { api: "https://a.example", maps: "https://m.example" });
    assert.equal(create({ env: { HOME: { type: "string" } } }, { clock, env, parent, id: "thief" }).ok, false);
  });

  it("grants what other sections declare: own databases and declared variables", () => {
    const clock = new FakeClock();
    const owner = context(
      { databases: { main: { location: "./main" } }, env: { A: { type: "string", default: "" } } },
      { clock },
    );
    for (const kind of ["read", "write", "create", "update", "delete"]) {
      assert.equal(owner.check(subject(`database.${kind}`, "main/users")).verdict, "allowed");
    }
    assert.equal(owner.check(subject("env.read", "A")).verdict, "allowed");
    assert.equal(owner.check(subject("env.read", "B")).verdict, "denied");
  });

  it("throws the cause of a parent that has ended", async () => {
    const clock = new FakeClock();
    const parent = context({}, { clock });
    await parent.cancel(user);
    assert.throws(() => create({}, { clock, parent, id: "child" }), user);
  });

  it("creates and ends hundreds at once", async () => {
    const clock = new FakeClock();
    const manifest = { permissions: { fs: { read: ["/data/**"] } }, limits: { "http/request": "10/s" } };
    const { manifest: parsed } = parseManifest(manifest, "/");
    const options = {
      module: "/app.ts",
      manifest: parsed,
      profile: "script",
      clock,
      env: {},
      cpuTime: "clock",
    } as const;
    const made = within(300, () => Array.from({ length: 300 }, (_, i) => createContext({ id: String(i), ...options })));
    const contexts = made.flatMap((each) => (each.ok ? [each.value] : []));
    assert.equal(contexts.length, 300);
    await Promise.all(within(300, () => contexts.map((each) => each.finish())));
  });
});

describe("Context", () => {
  it("require() gives the grant, or says which is nearest; each decision is an event", () => {
    const clock = new FakeClock();
    const app = context({ permissions: { fs: { read: ["/data/*.json"] } } }, { clock });
    const events: ContextEvent[] = [];
    const subscription = app.events.subscribe((event) => events.push(event));
    assert.equal(app.require(subject("fs.read", "/data/a.json")).written, "/data/*.json");
    assert.throws(
      () => app.require(subject("fs.read", "/data/a.txt")),
      (error) =>
        isAmbitError(error, "permission/denied") &&
        error.data.nearest === "fs.read /data/*.json" &&
        error.data.why !== undefined,
    );
    assert.throws(() => app.require(subject("http.read", "https://a.example")), { code: "permission/denied" });
    subscription[Symbol.dispose]();
    app.check(subject("fs.read", "/data/a.json"));
    assert.deepEqual(
      events.map((event) => (event.kind === "decision" ? event.decision.verdict : event.kind)),
      ["allowed", "denied", "denied"],
    );
    assert.ok(events.every((event) => event.context === "app" && event.at === 0));
  });

  it("drop() of a part is not undone by a child that asks for the whole (Inox fault F1)", () => {
    const clock = new FakeClock();
    const app = context({ permissions: { fs: { read: ["/data/**"] } } }, { clock });
    const before = context({ permissions: { fs: { read: ["/data/**"] } } }, { clock, parent: app, id: "before" });
    app.drop(permission("fs.read", "/data/secret/**"));
    assert.equal(
      create({ permissions: { fs: { read: ["/data/**"] } } }, { clock, parent: app, id: "broader" }).ok,
      false,
    );
    const after = context({ permissions: { fs: { read: ["/data/public/**"] } } }, { clock, parent: app, id: "after" });
    for (const one of [app, before, after]) {
      assert.equal(one.check(subject("fs.read", "/data/secret/key")).verdict, "denied");
      assert.equal(one.check(subject("fs.read", "/data/public/a")).verdict, "allowed");
    }
    assert.throws(
      () => before.require(subject("fs.read", "/data/secret/key")),
      (error) => isAmbitError(error, "permission/denied") && error.data.why === "it was dropped",
    );
  });

  it("a request for a broader URL than granted is denied (Inox fault F2)", () => {
    const app = context(
      { permissions: { http: { read: ["https://h.example/public/**"] } } },
      { clock: new FakeClock() },
    );
    assert.equal(app.check(permission("http.read", "https://h.example/**")).verdict, "denied");
    assert.equal(app.check(permission("http.read", "https://h.example/public/a/**")).verdict, "allowed");
  });

  it("five taken and one given back leave exactly one (Inox: a full bucket)", async () => {
    const app = context({ limits: { "http/simultaneous": 5 } }, { clock: new FakeClock() });
    const leases = await Promise.all([1, 2, 3, 4, 5].map(() => app.limiters.take("http/simultaneous", 1)));
    leases[2]?.giveBack();
    assert.equal(app.limiters.available("http/simultaneous"), 1);
  });

  it("a stricter limit of a child really binds (Inox: checked, then ignored)", async () => {
    const clock = new FakeClock();
    const app = context({ limits: { "http/request": "10/s" } }, { clock });
    const child = context({ limits: { "http/request": "2/s" } }, { clock, parent: app, id: "child" });
    await child.limiters.take("http/request", 2);
    const third = child.limiters.take("http/request", 1);
    await clock.settleAll();
    assert.equal((await third).waitedMs, 500);
  });

  it("the end of a context that never ran leaves the CPU limit on (Inox: off)", async () => {
    const clock = new FakeClock();
    const app = context({ limits: { "execution/cpu-time": "100ms" } }, { clock });
    const helper = context({}, { clock, parent: app, id: "helper" });
    app.limiters.start();
    await helper.finish();
    await clock.settleTo(99);
    assert.equal(app.status, "running");
    await clock.settleTo(100);
    assert.equal(app.status, "ended");
    assert.equal(app.cause?.message, `The limit "execution/cpu-time" is exhausted: all of its 100ms are used`);
  });

  it("a limit that is changed to less than is used ends the context, with the amount that it has now", async () => {
    const clock = new FakeClock();
    const app = context({ limits: { "execution/cpu-time": "100ms" } }, { clock });
    app.limiters.start();
    await clock.settleTo(50);
    app.limiters.change({ name: "execution/cpu-time", quantity: { kind: "time", value: 20 } });
    assert.equal(app.cause?.message, `The limit "execution/cpu-time" is exhausted: all of its 20ms are used`);
  });

  it("nested and concurrent input and output do not throw, and are free (Inox: panics)", async () => {
    const clock = new FakeClock();
    const { limiters } = context({ limits: { "execution/cpu-time": "50ms", "http/request": "10/s" } }, { clock });
    limiters.start();
    for (const step of ["pause", "pause", "resume", "pause", "resume", "resume"] as const) {
      limiters[step]();
      await clock.settleTo(clock.now() + 10);
    }
    assert.equal(limiters.available("execution/cpu-time"), 40);
  });

  it("code that runs a tenth of the time is charged a tenth (Inox: a fiftieth)", async () => {
    const clock = new FakeClock();
    const { limiters } = context({ limits: { "execution/cpu-time": "1s" } }, { clock });
    limiters.start();
    for (let i = 0; i < 500; i++) {
      await clock.settleTo(i + 0.1);
      limiters.pause();
      clock.advanceTo(i + 1);
      limiters.resume();
    }
    const used = 1000 - limiters.available("execution/cpu-time");
    assert.ok(Math.abs(used - 50) < 1e-6, String(used));
  });

  it("cancel() runs the tear-down of children first, then its own in reverse order (Inox: children's never)", async () => {
    const clock = new FakeClock();
    const app = context({}, { clock });
    const child = context({}, { clock, parent: app, id: "child" });
    const done: string[] = [];
    app.onTearDown("first", () => void done.push(`app first, child ${child.status}`));
    app.onTearDown("second", async () => {
      await settle();
      done.push("app second");
    });
    child.onTearDown("only", async () => {
      await settle();
      done.push(`child only, app ${app.status}`);
    });
    app.onTearDown("taken back", () => assert.fail())[Symbol.dispose]();
    const ended = app.cancel(user);
    assert.deepEqual(
      [app.status, child.status, app.signal.aborted, child.signal.reason],
      ["ending", "ending", true, user],
    );
    await ended;
    assert.deepEqual(done, ["child only, app ending", "app second", "app first, child ended"]);
    assert.deepEqual([app.status, child.status, app.children], ["ended", "ended", []]);
  });

  it("cancel() runs every task, whatever the others do, and collects what went wrong", async () => {
    const clock = new FakeClock();
    const app = context({}, { clock });
    const done: string[] = [];
    const events: string[] = [];
    app.events.subscribe((event) => void (event.kind === "tear-down-problem" && events.push(event.problem.kind)));
    app.onTearDown("last", () => void done.push("last"));
    app.onTearDown("throws", () => {
      throw new Error("thrown");
    });
    app.onTearDown("rejects", () => Promise.reject(new Error("rejected")));
    app.onTearDown("hangs", () => new Promise(() => undefined), { deadlineMs: 50 });
    const ended = app.cancel(user);
    await clock.settleTo(49);
    assert.deepEqual(done, []);
    await clock.settleTo(50);
    await ended;
    assert.deepEqual(done, ["last"]);
    assert.deepEqual(
      app.tearDownProblems.map(({ task, kind, error }) => [task, kind, (error as Error | undefined)?.message]),
      [
        ["hangs", "late", undefined],
        ["rejects", "failed", "rejected"],
        ["throws", "failed", "thrown"],
      ],
    );
    assert.deepEqual(events, ["late", "failed", "failed"]);
    assert.equal(clock.pending, 0);
  });

  it("the first cause wins and is what every waiting call rejects with", async () => {
    const clock = new FakeClock();
    const app = context({ limits: { "http/request": "1/s" } }, { clock });
    const child = context({}, { clock, parent: app, id: "child" });
    await app.limiters.take("http/request", 1);
    const waiting = [app, child].map((one) => one.limiters.take("http/request", 1));
    const first = app.cancel(user);
    assert.equal(app.cancel(new AmbitError("context/cancelled", { cause: "later" })), first);
    for (const take of waiting) await assert.rejects(take, (error) => error === user);
    await first;
    assert.throws(() => app.require(subject("fs.read", "/a")), user);
    assert.throws(() => app.onTearDown("too late", () => undefined), user);
    assert.equal(child.cause, user);
  });

  it("a cancel from within the end waits for the same end", async () => {
    const clock = new FakeClock();
    const app = context({}, { clock });
    const child = context({}, { clock, parent: app, id: "child" });
    const inner: Promise<void>[] = [];
    let done = false;
    child.signal.addEventListener("abort", () => void inner.push(app.cancel(user)));
    app.onTearDown("slow", async () => {
      await settle();
      done = true;
    });
    const outer = app.cancel(user);
    assert.deepEqual(inner, [outer]);
    await inner[0];
    assert.deepEqual([done, app.status], [true, "ended"]);
  });

  it("a child that ends by itself keeps its cause when its parent ends", async () => {
    const clock = new FakeClock();
    const app = context({}, { clock });
    const child = context({ limits: { "memory/heap": "1MB" } }, { clock, parent: app, id: "child" });
    child.onTearDown("slow", () => new Promise(() => undefined), { deadlineMs: 100 });
    child.limiters.hold("memory/heap", 2e6);
    assert.ok(isAmbitError(child.cause, "limit/exhausted"));
    const ended = app.cancel(user);
    await clock.settleAll();
    await ended;
    assert.ok(isAmbitError(child.cause, "limit/exhausted"));
    assert.equal(app.cause, user);
  });

  it("a child that exceeds its own gauge spares its parent, even if the parent's was exceeded with it", async () => {
    const clock = new FakeClock();
    const app = context({ limits: { "memory/heap": "64MB" } }, { clock });
    const child = context({ limits: { "memory/heap": "16MB" } }, { clock, parent: app, id: "child" });
    const inheriting = context({}, { clock, parent: app, id: "inheriting" });
    app.limiters.hold("memory/heap", 20e6);
    child.limiters.hold("memory/heap", 60e6);
    assert.deepEqual([child.status, app.status, app.limiters.available("memory/heap")], ["ending", "running", 44e6]);
    inheriting.limiters.hold("memory/heap", 45e6);
    await settle();
    assert.deepEqual([inheriting.status, app.status], ["ended", "ended"]);
  });

  it("leases are kept while the tear-down runs and are back when the context has ended", async () => {
    const clock = new FakeClock();
    const app = context({ limits: { "http/simultaneous": 5 } }, { clock });
    const child = context({}, { clock, parent: app, id: "child" });
    await child.limiters.take("http/simultaneous", 3);
    const seen: number[] = [];
    child.onTearDown("look", () => void seen.push(app.limiters.available("http/simultaneous")));
    await child.finish();
    assert.deepEqual([...seen, app.limiters.available("http/simultaneous")], [2, 5]);
  });

  it("events tell of waits, and of the way to the end, descendants first", async () => {
    const clock = new FakeClock();
    const app = context({ limits: { "http/request": "10/s" } }, { clock });
    const child = context({}, { clock, parent: app, id: "child" });
    const told: string[] = [];
    for (const one of [app, child]) {
      one.events.subscribe((event) => {
        const detail = event.kind === "status" ? event.status : event.kind === "wait-end" ? event.outcome : "";
        told.push(`${event.at} ${event.context} ${event.kind} ${detail}`.trim());
      });
    }
    await app.limiters.take("http/request", 10);
    const granted = child.limiters.take("http/request", 1);
    const rejected = child.limiters.take("http/request", 5);
    rejected.catch(() => undefined);
    await clock.settleTo(200);
    await granted;
    await app.cancel(user);
    assert.deepEqual(told, [
      "0 child wait-begin",
      "0 child wait-begin",
      "100 child wait-end granted",
      "200 child wait-end cancelled",
      "200 child status ending",
      "200 app status ending",
      "200 child status ended",
      "200 app status ended",
    ]);
  });

  it("a child never gets what a parent lacks, whatever is spawned and dropped", () => {
    const paths = ["/a", "/a/**", "/a/b", "/a/*", "/**", "/c/*.json", "/c/**", "/*"];
    const step = fc.record({
      kind: fc.constantFrom("spawn", "drop"),
      who: fc.nat(5),
      grants: fc.subarray(paths, { minLength: 1, maxLength: 3 }),
    });
    const subjects = ["/a", "/a/b", "/a/b/c", "/c/x.json", "/c/x/y", "/d"].map((path) => subject("fs.read", path));
    fc.assert(
      fc.property(fc.subarray(paths), fc.array(step, { maxLength: 12 }), (granted, steps) => {
        const clock = new FakeClock();
        const contexts = [context({ permissions: { fs: { read: granted } } }, { clock, id: "0" })];
        for (const { kind, who, grants } of steps) {
          const chosen = contexts[who % contexts.length];
          if (chosen === undefined) continue;
          if (kind === "drop") {
            chosen.drop(permission("fs.read", grants[0] ?? ""));
          } else {
            const made = create(
              { permissions: { fs: { read: grants } } },
              { clock, parent: chosen, id: String(contexts.length) },
            );
            if (made.ok) contexts.push(made.value);
          }
          for (const one of contexts) {
            for (const asked of subjects) {
              const allowed = one.check(asked).verdict === "allowed";
              if (allowed && one.parent !== undefined) assert.equal(one.parent.check(asked).verdict, "allowed");
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
