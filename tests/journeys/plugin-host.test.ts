/** The host of plugins of the examples: what misbehaves harms nobody else. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import * as client from "prom-client";

const EXAMPLE = path.resolve(import.meta.dirname, "../../examples/plugin-host");

interface Answer {
  readonly given?: string;
  readonly failed?: string;
}

interface Host {
  order(order: object): Promise<Record<string, Answer>>;
  tryOut(client: string, name: string, order: object): Promise<string>;
  close(): Promise<void>;
}

describe("examples/plugin-host", function () {
  this.timeout(120_000);
  const registry = new client.Registry();
  let root: string;
  let host: Host;
  let startHost: (options: object) => Promise<Host>;
  before(async () => {
    root = mkdtempSync(path.join(tmpdir(), "ambit-plugins-"));
    cpSync(EXAMPLE, root, { recursive: true });
    rmSync(path.join(root, "log/orders.txt"), { force: true });
    ({ startHost } = (await import(path.join(EXAMPLE, "host.mjs"))) as { startHost: typeof startHost });
    host = await startHost({ root, metrics: { client, registry }, answerWithinMs: 8000 });
  });
  after(async () => {
    await host.close();
    rmSync(root, { recursive: true });
  });

  const order = (id: number): object => ({
    id,
    buyer: "Ada Byron",
    country: "at",
    cents: 12_000,
    note: "by http://a.example/shop/12/x or ../keys.json",
  });
  const GOOD = (id: number): Record<string, string> => ({
    audit: "written",
    checksum: createHash("sha256")
      .update(JSON.stringify(order(id)))
      .digest("hex")
      .slice(0, 8),
    discount: "1200 cents off",
    greeting: "Thank you, Ada Byron",
    invoice: "120.00",
    loyalty: `order ${id} of Ada Byron`,
    reminder: `reminded of ${id}`,
    route: "shop 12",
    slug: `ada-byron-${id}`,
    stock: "12 left",
    tax: "tax 2400 cents",
    words: "4 words",
  });
  /** How each ends on a machine that has time; on a busy one the host may have given it up before. */
  const BAD: Readonly<Record<string, string>> = {
    "bad-floods": "limit-exceeded",
    "bad-giant": "exception",
    "bad-hoards": "limit-exceeded",
    "bad-reads": "permission-denied",
    "bad-sleeps": "TimeoutError",
    "bad-spins": "limit-exceeded",
    "bad-throws": "exception",
  };

  for (const id of [1, 2]) {
    it(`has the answers of all good plugins to order ${id}, and knows how the bad ones failed`, async () => {
      const answers = await host.order(order(id));
      assert.equal(Object.keys(answers).length, 20);
      const { "bad-poisons": poisons, ...others } = answers;
      assert.equal(poisons?.given, "poisoned");
      for (const [name, { given, failed }] of Object.entries(others)) {
        const bad = BAD[name];
        if (bad === undefined) assert.deepEqual([given, failed], [GOOD(id)[name], undefined], name);
        else assert.ok(failed === bad || failed === "TimeoutError", `${name}: ${failed} ${given}`);
      }
    });
  }

  it("gives plugins up that were ended too often, and goes on with the others", async () => {
    const answers = await host.order(order(3));
    assert.equal(answers["loyalty"]?.given, "order 3 of Ada Byron");
    assert.equal(readFileSync(path.join(root, "log/orders.txt"), "utf8"), "1 12000\n2 12000\n3 12000\n");
    const ended = Object.values(answers).filter((each) => each.failed === "given up");
    assert.ok(ended.length >= 1, JSON.stringify(answers));
  });

  it("lets many try plugins out, nobody before all others", async () => {
    const done: string[] = [];
    const tryOut = async (who: string): Promise<void> => {
      assert.equal(await host.tryOut(who, "words", order(1)), "4 words");
      done.push(who);
    };
    // More than there are places, of which plugins that were given up have left some.
    await Promise.all([...Array.from({ length: 40 }, () => tryOut("eager")), tryOut("modest")]);
    assert.ok(done.indexOf("modest") < 30, done.join());
  });

  it("starts a plugin again that did not start", async () => {
    const folder = path.join(root, "plugins/other/plugins");
    mkdirSync(folder, { recursive: true });
    const plugin = path.join(folder, "late.ts");
    writeFileSync(plugin, "export const manifest = {}; export const onOrder = () => document.title;");
    const other = await startHost({ root: path.dirname(folder) });
    assert.equal((await other.order(order(1)))["late"]?.failed, "AmbitError");
    writeFileSync(plugin, 'export const manifest = {}; export const onOrder = () => "here";');
    assert.equal((await other.order(order(2)))["late"]?.given, "here");
    await other.close();
  });

  it("counts what happened", async () => {
    const text = await registry.metrics();
    assert.match(text, /^ambit_runs_total\{outcome="limit-exceeded"\} \d+$/m);
    assert.match(text, /^ambit_calls_total\{outcome="permission-denied"\} 3$/m);
    assert.match(text, /^ambit_calls_total\{outcome="completed"\} \d{2}$/m);
    assert.match(text, /^ambit_queue_wait_seconds_count\{priority="low"\} 41$/m);
  });
});
