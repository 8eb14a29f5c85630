// A shop whose plugins were written by others, some of them badly: node examples/plugin-host/host.mjs
//
// Each plugin stays in a process of its own and is called for every order. One that does not answer in time is left alone,
// one that is ended, or does not start, is started again for the next order, and given up when that happens too often.
import { readdir } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createRuntime } from "ambit";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const ANSWER_WITHIN_MS = 5000;
const MAX_ENDS = 2;

/** Starts a host with all plugins of a folder; `metrics` is what `createRuntime` takes. */
export async function startHost({ root = ROOT, metrics, answerWithinMs = ANSWER_WITHIN_MS } = {}) {
  const names = (await readdir(new URL("plugins/", pathToFileURL(`${root}/`))))
    .filter((name) => name.endsWith(".ts") && name !== "order.ts")
    .map((name) => name.replace(/\.ts$/, ""));
  // Plugins stay, so each has a place. The other four are for those who try one out: who has fewest comes first.
  const runtime = await createRuntime({
    root,
    warmRunners: 2,
    concurrency: { runs: names.length + 4, deadlineMs: 60_000 },
    metrics,
  });
  const plugins = new Map(names.map((name) => [name, { run: undefined, ends: 0 }]));

  async function call(name, order) {
    const plugin = plugins.get(name);
    if (plugin.ends >= MAX_ENDS) return { given: undefined, failed: "given up" };
    try {
      plugin.run ??= start(name, plugin);
      const run = await plugin.run;
      return { given: await run.call("onOrder", [order], { signal: AbortSignal.timeout(answerWithinMs) }) };
    } catch (error) {
      return { given: undefined, failed: error.data?.outcome ?? error.name };
    }
  }

  async function start(name, plugin) {
    const ended = () => {
      plugin.run = undefined;
      plugin.ends += 1;
    };
    try {
      const run = await runtime.start(`/plugins/${name}.ts`, { stay: true, client: "shop" });
      void run.report.then(ended);
      return run;
    } catch (error) {
      ended();
      throw error;
    }
  }

  return {
    /** Tells every plugin of an order; gives what each said, or how it failed. */
    async order(order) {
      const answers = await Promise.all(names.map(async (name) => [name, await call(name, order)]));
      return Object.fromEntries(answers);
    },
    /** Runs a plugin once for somebody who tries it out: after the plugins that serve orders. */
    async tryOut(client, name, order) {
      const run = await runtime.start(`/plugins/${name}.ts`, { stay: true, client, priority: "low" });
      try {
        return await run.call("onOrder", [order], { signal: AbortSignal.timeout(answerWithinMs) });
      } finally {
        run.kill("it was tried out");
      }
    },
    close: () => runtime.close(),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const host = await startHost();
  const note = "by http://a.example/shop/12/x or ../keys.json";
  for (const id of [1, 2]) {
    console.log(`Order ${id}`);
    const answers = await host.order({ id, buyer: "Ada Byron", country: "at", cents: 12_000, note });
    for (const [name, { given, failed }] of Object.entries(answers))
      console.log(`  ${name.padEnd(12)} ${failed === undefined ? String(given).slice(0, 60) : `(${failed})`}`);
  }
  await host.close();
}
