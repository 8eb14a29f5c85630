/** What isolated-vm needs for the same with nothing of ours: the floor of our figures on this machine. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";

const PACKAGE = path.resolve(import.meta.dirname, "../../../node_modules/isolated-vm");

/** Microseconds per call where nothing else is said. */
export interface BareFigures {
  /** Milliseconds from a new isolate to the first result of a module. */
  readonly isolateMs: number;
  /** A synchronous callback that asks where a file really lies. */
  readonly oneCall: number;
  /** The same without an isolate: what the file system has of it, under Node's permissions. */
  readonly fileSystem: number;
  /** A megabyte that is read and moved into the isolate. */
  readonly readMegabyte: number;
}

const SCRIPT = `
  const fs = require("node:fs");
  const ivm = require(${JSON.stringify(PACKAGE)});
  const [, small, large, rounds] = process.argv;
  const median = (all) => all.sort((a, b) => a - b)[all.length >> 1];
  async function hello() {
    const startedMs = performance.now();
    const isolate = new ivm.Isolate();
    const context = await isolate.createContext();
    const module = await isolate.compileModule("export default function main() { return 'hello'; }");
    await module.instantiate(context, () => {});
    await module.evaluate();
    const main = await module.namespace.get("default", { reference: true });
    await main.apply(undefined, []);
    isolate.dispose();
    return performance.now() - startedMs;
  }
  async function perCall(count, work) {
    const all = [];
    for (let i = 0; i < rounds; i++) { const startMs = performance.now(); await work(count); all.push((performance.now() - startMs) * 1000 / count); }
    return median(all);
  }
  const find = () => fs.realpathSync.native(small) === small;
  function read() {
    const bytes = new Uint8Array(fs.statSync(large).size);
    const fd = fs.openSync(large);
    fs.readSync(fd, bytes, 0, bytes.length, 0);
    fs.closeSync(fd);
    return new ivm.ExternalCopy(bytes.buffer, { transferOut: true }).copyInto({ release: true, transferIn: true });
  }
  (async () => {
    const times = [];
    for (let i = 0; i < Number(rounds) + 3; i++) times.push(await hello());
    const isolate = new ivm.Isolate();
    const context = await isolate.createContext();
    const calls = async (callback) => {
      await context.global.set("call", new ivm.Callback(callback));
      const script = await isolate.compileScript("(async (count) => { for (let i = 0; i < count; i++) await call(); })");
      const loop = await script.run(context, { reference: true });
      return (count) => loop.apply(undefined, [count], { result: { promise: true } });
    };
    const figures = {
      isolateMs: median(times.slice(3)),
      oneCall: await perCall(500, await calls(find)),
      fileSystem: await perCall(500, (count) => { for (let i = 0; i < count; i++) find(); }),
      readMegabyte: await perCall(50, await calls(read)),
    };
    isolate.dispose();
    console.log(JSON.stringify(figures));
  })();`;

/** Measures in a process of its own, because isolates want a Node without its start snapshot. */
export function measureBare(root: string, rounds: number): BareFigures {
  const [small, large] = [path.join(root, "bare-small.txt"), path.join(root, "bare-large.bin")];
  writeFileSync(small, "small");
  writeFileSync(large, new Uint8Array(1_000_000));
  const flags = [
    "--no-node-snapshot",
    "--permission",
    "--allow-addons",
    "--allow-fs-read=*",
    "--disable-warning=PERM0001",
  ];
  const argv = [...flags, "-e", SCRIPT, small, large, String(rounds)];
  const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  if (status !== 0) throw new Error(`The bare isolate failed: ${stderr}`);
  return JSON.parse(stdout) as BareFigures;
}
