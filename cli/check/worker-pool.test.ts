import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { shareOut } from "./worker-pool.ts";

const POOL = JSON.stringify(new URL("./worker-pool.ts", import.meta.url).href);

/** Runs threads that answer items with their doubles, `atOnce` of them; `before` is done at each item first. */
async function results(before: string, data: object = {}, atOnce = 1): Promise<readonly string[]> {
  const code = `
    import { parentPort, workerData } from "node:worker_threads";
    import { itemsOf } from ${POOL};
    const untold = [];
    for (const item of itemsOf(workerData)) {
      ${before}
      untold.push({ item, result: item * 2 });
      if (untold.length === ${atOnce}) parentPort.postMessage(untold.splice(0));
    }
    parentPort.postMessage(untold);`;
  const file = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  const told: string[] = [];
  await shareOut<number>({ file, data, items: 20, threads: 3 }, (item, result) => {
    told.push(`${item}: ${"value" in result ? result.value : `lost, ${result.lost}`}`);
  });
  return told.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

const DOUBLES = Array.from({ length: 20 }, (_, item) => `${item}: ${item * 2}`);

describe("shareOut()", () => {
  it("gives each item to one thread", async () => {
    assert.deepEqual(await results(""), DOUBLES);
  });

  it("gives the item of a thread that died to another one", async () => {
    const died = new Int32Array(new SharedArrayBuffer(4));
    const dies = "if (item === 7 && Atomics.exchange(workerData.died, 0, 1) === 0) process.exit(3);";
    assert.deepEqual(await results(dies, { died }), DOUBLES);
  });

  it("does again what a thread had not told when it died", async () => {
    const died = new Int32Array(new SharedArrayBuffer(4));
    const dies = "if (item === 13 && Atomics.exchange(workerData.died, 0, 1) === 0) process.exit(3);";
    assert.deepEqual(await results(dies, { died }, 3), DOUBLES);
  });

  it("names the items that threads die on, and why", async () => {
    const dies = `if (item === 4) throw new Error("four"); if (item === 9) process.exit(5);`;
    const expected = DOUBLES.with(4, "4: lost, four").with(9, "9: lost, exit code 5");
    assert.deepEqual(await results(dies), expected);
  });

  it("rejects when no thread starts", async () => {
    const work = { file: new URL("data:text/javascript,throw new Error('broken')"), data: {}, items: 5, threads: 2 };
    await assert.rejects(
      shareOut(work, () => assert.fail("there is no result")),
      /broken/,
    );
  });
});
