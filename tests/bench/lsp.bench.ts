/**
 * How quick the language server answers, beside those that people use: one client, the same files, by turns.
 *
 * A statement is typed character by character in the middle of a module; each time from the change to the findings of its
 * version: published, or answered when they are asked for right behind the change. "Start": from the process to the first
 * findings. Ratios are those of the peer to ours: above 1, ours is quicker. "1000 modules": the findings of a whole workspace, asked
 * for once, and the memory of the server behind that.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { LspClient } from "../journeys/lsp-client.ts";
import { type BenchOptions, type BenchResult, median } from "./bench.ts";
import { AMBIT, peers, type Server } from "./lsp/servers.ts";
import { GENERATORS } from "./prepare/inputs.ts";
import { writeModules } from "./tree/write-modules.ts";

const SIZES = [100, 1000, 5000] as const;
const TYPED = "const probe = city.length + 40;";
/** A text is typed in when somebody has looked at it. */
const READING_MS = 1500;
/** What every server says it may ask for, so that each sends what it has. */
const CAPABILITIES = {
  workspace: { configuration: true, workspaceFolders: true, diagnostics: { refreshSupport: false } },
  textDocument: {
    publishDiagnostics: { versionSupport: true, relatedInformation: true },
    diagnostic: { dynamicRegistration: false, relatedDocumentSupport: true },
    hover: { contentFormat: ["markdown" as const] },
    completion: { completionItem: { snippetSupport: false } },
  },
};

/** All figures in some minutes: most of it is the waiting of servers that wait. */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  const others = quick ? [] : peers();
  for (const lines of quick ? SIZES.slice(0, 1) : SIZES) {
    const ours = await figuresOf(AMBIT, lines, quick);
    results.push(...rowsOf(AMBIT.name, lines, ours));
    for (const peer of others) {
      const theirs = await figuresOf(peer, lines, quick);
      const ratio = median(theirs.edits) / median(ours.edits);
      const name = `${lines} lines, ${peer.name}, change to findings`;
      results.push({ name, value: median(theirs.edits), unit: "ms", peer: AMBIT.name, ratio });
      const start = { value: theirs.startMs, unit: "ms", peer: AMBIT.name, ratio: theirs.startMs / ours.startMs };
      results.push({ name: `${lines} lines, ${peer.name}, start`, ...start });
    }
  }
  return [...results, ...(await firstLook(quick ? 50 : 1000))];
}

async function firstLook(modules: number): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "ambit-bench-"));
  const [file = ""] = writeModules(folder, modules);
  const client = new LspClient(AMBIT.command);
  try {
    await client.initialize(folder, { capabilities: CAPABILITIES, initializationOptions: { diagnostics: "pull" } });
    client.open(pathToFileURL(file).href, readFileSync(file, "utf8"));
    const value = await timeOf(() => client.request("workspace/diagnostic", { previousResultIds: [] }));
    const name = `${modules} modules of 100 lines, ${AMBIT.name}`;
    return [
      { name: `${name}, first look`, value, unit: "ms" },
      { name: `${name}, memory`, value: residentMb(client.process.pid), unit: "MB", target: 150 },
    ];
  } finally {
    client.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Figures {
  readonly startMs: number;
  readonly edits: readonly number[];
  readonly hovers: readonly number[];
  readonly completions: readonly number[];
  readonly memoryMb: number;
}

function rowsOf(server: string, lines: number, figures: Figures): readonly BenchResult[] {
  const row = (what: string, value: number, unit = "ms"): BenchResult => ({
    name: `${lines} lines, ${server}, ${what}`,
    value,
    unit,
  });
  return [
    row("change to findings", median(figures.edits)),
    row("change to findings, 95th percentile", percentile(figures.edits)),
    row("hover, 95th percentile", percentile(figures.hovers)),
    row("completion, 95th percentile", percentile(figures.completions)),
    row("start", figures.startMs),
    row("memory", figures.memoryMb, "MB"),
  ];
}

async function figuresOf(server: Server, lines: number, quick: boolean): Promise<Figures> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "ambit-bench-"));
  for (const name of ["package.json", "tsconfig.json", "deno.json", "biome.json"])
    writeFileSync(path.join(folder, name), "{}");
  const startedMs = performance.now();
  const client = new LspClient(server.command);
  client.answers.set("workspace/configuration", (params) =>
    (params as { items: { section?: string }[] }).items.map(({ section }) =>
      section === "deno" ? { enable: true } : null,
    ),
  );
  try {
    return await measure(client, server, { folder, lines, startedMs, rounds: quick ? 1 : 3 });
  } finally {
    client.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  client: LspClient,
  server: Server,
  task: { readonly folder: string; readonly lines: number; readonly startedMs: number; readonly rounds: number },
): Promise<Figures> {
  const { folder, lines, startedMs, rounds } = task;
  const text = GENERATORS["functions"]?.(lines) ?? "";
  const file = path.join(folder, "main.ts");
  writeFileSync(file, text);
  const uri = pathToFileURL(file).href;
  await client.initialize(folder, { capabilities: CAPABILITIES });
  client.open(uri, text);
  await findings(client, server, uri);
  const startMs = performance.now() - startedMs;
  await new Promise((resolve) => setTimeout(resolve, READING_MS));
  const line = text.slice(0, text.indexOf("\nasync function", text.length / 2) + 1).split("\n").length - 1;
  const edits: number[] = [];
  const hovers: number[] = [];
  const completions: number[] = [];
  for (let round = 0; round < rounds; round++) {
    client.change(uri, [{ range: { start: { line, character: 0 }, end: { line, character: 0 } }, text: "\n" }]);
    await findings(client, server, uri);
    for (let index = 0; index < TYPED.length; index++) {
      const at = { line, character: index };
      const changedMs = performance.now();
      client.change(uri, [{ range: { start: at, end: at }, text: TYPED.charAt(index) }]);
      await findings(client, server, uri);
      edits.push(performance.now() - changedMs);
    }
    if (!server.languageFeatures) continue;
    for (let index = 1; index < TYPED.length; index++) {
      const params = { textDocument: { uri }, position: { line, character: index } };
      hovers.push(await timeOf(() => client.request("textDocument/hover", params)));
      completions.push(await timeOf(() => client.request("textDocument/completion", params)));
    }
  }
  return { startMs, edits, hovers, completions, memoryMb: residentMb(client.process.pid) };
}

/** Waits for the findings of the text as it is now. */
async function findings(client: LspClient, { findings: by }: Server, uri: string): Promise<void> {
  if (by === "pull") {
    await client.request("textDocument/diagnostic", { textDocument: { uri } });
    return;
  }
  const { version } = client.document(uri);
  const before = client.published.get(uri);
  // Some servers leave the version out; then the next ones count.
  const isNow = (): boolean => {
    const published = client.published.get(uri);
    return published?.version === undefined
      ? published !== undefined && published !== before
      : published.version === version;
  };
  await client.until(isNow, `findings of ${uri}`);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function percentile(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

/** Linux only: elsewhere it is not known. */
function residentMb(pid: number | undefined): number {
  try {
    const kilobytes = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kilobytes) / 1024;
  } catch {
    return Number.NaN;
  }
}
