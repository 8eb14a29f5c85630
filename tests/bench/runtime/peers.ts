/** Other runtimes, each its binary as npm has it. */
import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { peerFile } from "../peers.ts";

const DENO = peerFile("@deno/linux-x64-glibc", "deno");
const WORKERD = peerFile("@cloudflare/workerd-linux-64", "bin/workerd");

/** Milliseconds, and microseconds per call. */
export interface PeerFigures {
  readonly denoRunMs: number;
  readonly denoStat: number;
  readonly denoManyStats: number;
  readonly denoReadSmall: number;
  readonly workerdMs: number;
}

const INSIDE_DENO = `
const file = Deno.args[0]; const median = (all) => all.sort((a, b) => a - b)[all.length >> 1];
async function perCall(count, work) { const all = []; for (let i = 0; i < 7; i++) { const startMs = performance.now(); await work(count); all.push((performance.now() - startMs) * 1000 / count); } return median(all); }
const oneByOne = (call) => async (count) => { for (let i = 0; i < count; i++) await call(); };
const denoStat = await perCall(500, oneByOne(() => Deno.stat(file)));
const denoManyStats = await perCall(2000, async (count) => { for (let i = 0; i < count; i += 100) await Promise.all(Array.from({ length: 100 }, () => Deno.stat(file))); });
const denoReadSmall = await perCall(500, oneByOne(() => Deno.readTextFile(file)));
console.log(JSON.stringify({ denoStat, denoManyStats, denoReadSmall }));`;

const CONFIG = (port: number): string => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [(name = "main.js", esModule = embed "worker.js")], compatibilityDate = "2026-01-01"))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);`;

/** Measures the peers in `root`, which has `bench/small.txt`. */
export async function measurePeers(root: string): Promise<PeerFigures> {
  writeFileSync(path.join(root, "hello-deno.js"), "console.log('hello');");
  writeFileSync(path.join(root, "inside-deno.js"), INSIDE_DENO);
  const deno = (...args: string[]): string =>
    execFileSync(DENO, ["run", "--no-prompt", "-A", ...args], { encoding: "utf8", cwd: root });
  deno("hello-deno.js");
  const startedMs = performance.now();
  deno("hello-deno.js");
  const denoRunMs = performance.now() - startedMs;
  const inside = JSON.parse(deno("inside-deno.js", path.join(root, "bench/small.txt"))) as PeerFigures;
  return { ...inside, denoRunMs, workerdMs: await firstAnswerOfWorkerd(root) };
}

async function firstAnswerOfWorkerd(root: string): Promise<number> {
  writeFileSync(path.join(root, "worker.js"), "export default { fetch: () => new Response('hello') };");
  const port = await freePort();
  writeFileSync(path.join(root, "workerd.capnp"), CONFIG(port));
  const startedMs = performance.now();
  const child = spawn(WORKERD, ["serve", "workerd.capnp"], { cwd: root, stdio: "ignore" });
  try {
    while (performance.now() - startedMs < 10_000) {
      const answer = await fetch(`http://127.0.0.1:${port}/`).then(
        (reply) => reply.text(),
        () => "",
      );
      if (answer === "hello") return performance.now() - startedMs;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error("workerd did not answer");
  } finally {
    child.kill("SIGKILL");
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
