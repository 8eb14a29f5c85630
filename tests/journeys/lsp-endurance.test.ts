/**
 * Many random edits of a workspace: texts that are open and files of the disk change, come, go and get other names, while findings are
 * asked for and taken back. Whatever came before, they equal those of a server that has seen nothing else, and memory stays as it is.
 *
 * `AMBIT_ENDURANCE=long` does 100,000 steps, which takes some minutes.
 */
import { afterEach, beforeEach, describe, it } from "mocha";
import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import {
  type ClientCapabilities,
  MessageType,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { AnsweredError, EDITOR, LspClient } from "./lsp-client.ts";
import { PIECES } from "./edit-pieces.ts";

const LONG = process.env["AMBIT_ENDURANCE"] === "long";
const STEPS = LONG ? 100_000 : 400;
const CHECKS = LONG ? 40 : 4;
const SEED = Number(process.env["AMBIT_SEED"] ?? 20_261_122);
/** Of the second half of the checks over the first, when caches have their size. */
const MAX_GROWTH_MB = 24;

const FILES: Readonly<Record<string, string>> = {
  "main.ts": `import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";
import { spawn } from "ambit:modules";
import { base, send } from "./api.ts";
import { grants } from "./grants.ts";

export const manifest = defineManifest({
  parameters: { id: { type: "string" } },
  permissions: { fs: { read: ["./data/*.json"] }, http: { read: [\`\${base}/v1/**\`] }, modules: { spawn: ["./child.ts"] } },
  limits: { "http/request": "10/s" },
});

export default async function main({ id }: { id: string }) {
  const text = await readText(\`./data/\${id}.json\`);
  await spawn("./child.ts", { args: { id, grants } });
  return send(text.length);
}
`,
  "api.ts": `export const base = "https://api.example";

export function send(length: number) {
  return fetch(base + "/v1/" + length);
}
`,
  "grants.ts": `export const grants = { http: { read: ["https://api.example/**"] } };
`,
  "child.ts": `import { defineManifest } from "ambit:module";
import { grants } from "./grants.ts";
import { send } from "./api.ts";

export const manifest = defineManifest({ parameters: { id: { type: "string" } }, permissions: grants });

export default function main() {
  return send(1);
}
`,
  "other.mjs": `import { send } from "./api.ts";
export const manifest = { permissions: { env: { read: ["HOME"] } } };
export default () => send(2);
`,
};
const NAMES = Object.keys(FILES);

const PULLER: ClientCapabilities = {
  ...EDITOR,
  workspace: { ...EDITOR.workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
  textDocument: { ...EDITOR.textDocument, diagnostic: { relatedDocumentSupport: true } },
};

describe("a workspace in which much happens", function () {
  this.timeout(LONG ? 3_600_000 : 60_000);
  let root: string;
  let client: LspClient;
  /** Texts that are open, by name, and their versions. */
  let open: Map<string, number>;
  let random: (below: number) => number;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ambit-endurance-"));
    writeFileSync(path.join(root, "package.json"), "{}");
    for (const [name, text] of Object.entries(FILES)) writeFileSync(at(name), text);
    open = new Map();
    random = numbers();
    client = await start();
  });

  afterEach(async () => {
    client.kill();
    await client.exited();
    await rm(root, { recursive: true });
  });

  const at = (name: string): string => path.join(root, name);
  const uriOf = (name: string): string => pathToFileURL(at(name)).href;
  const start = (): Promise<LspClient> =>
    LspClient.start(root, { capabilities: PULLER, initializationOptions: { diagnostics: "pull" } });

  it(`${STEPS} steps leave it like one that has just begun (seed ${SEED})`, async () => {
    const memories: number[] = [];
    let found = 0;
    for (let step = 1; step <= STEPS; step++) {
      await takeStep();
      if (step % (STEPS / CHECKS) !== 0) continue;
      found += await compare(`step ${step}`);
      assert.deepEqual(faults(), []);
      client.notifications.length = 0;
      memories.push(memoryMb());
    }
    assert.ok(found > CHECKS, "there was something to compare");
    const half = memories.length / 2;
    const grown = Math.min(...memories.slice(half)) - Math.max(...memories.slice(0, half));
    if (LONG) assert.ok(grown < MAX_GROWTH_MB, `it grew by ${grown} MB: ${memories.join(", ")}`);
  });

  async function takeStep(): Promise<void> {
    const name = NAMES[random(NAMES.length)] ?? "";
    const dice = random(100);
    if (dice < 8) toggle(name);
    else if (dice < 16) onDisk(name);
    else if (dice < 18) move(name);
    else if (dice < 22) await ask(name);
    else if (dice < 24) await pullAndCancel();
    else if (open.has(name)) edit(name, dice);
    if (random(4) === 0) await settle(client);
  }

  function toggle(name: string): void {
    if (open.delete(name)) return client.close(uriOf(name));
    open.set(name, 1);
    client.open(uriOf(name), existsSync(at(name)) ? readFileSync(at(name), "utf8") : (FILES[name] ?? ""), 1);
  }

  function edit(name: string, dice: number): void {
    const uri = uriOf(name);
    const document = client.document(uri);
    const length = document.getText().length;
    const start = random(length + 1);
    const end = random(3) === 0 ? Math.min(length, start + random(30)) : start;
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    const piece = PIECES[random(PIECES.length)] ?? "";
    const isMended = dice < 32 || length > 5_000;
    const version = client.change(uri, [isMended ? { text: FILES[name] ?? "" } : { range, text: piece }]);
    open.set(name, version);
  }

  /** A file is written, mended or taken away by another program. */
  function onDisk(name: string): void {
    const file = at(name);
    const isThere = existsSync(file);
    const kind = random(4);
    if (kind === 0 && isThere) rmSync(file);
    else if (kind === 1) writeFileSync(file, FILES[name] ?? "");
    else {
      const text = isThere ? readFileSync(file, "utf8") : (FILES[name] ?? "");
      const cut = random(text.length + 1);
      writeFileSync(
        file,
        (text.slice(0, cut) + (PIECES[random(PIECES.length)] ?? "") + text.slice(cut)).slice(0, 5_000),
      );
    }
    tell([[file, !existsSync(file) ? 3 : isThere ? 2 : 1]]);
  }

  /** A file gets another name, or its own again. */
  function move(name: string): void {
    const [from, to] = existsSync(at(name)) ? [at(name), at(`moved-${name}`)] : [at(`moved-${name}`), at(name)];
    if (!existsSync(from)) return;
    renameSync(from, to);
    tell([
      [from, 3],
      [to, 1],
    ]);
  }

  function tell(changes: readonly (readonly [file: string, type: number])[]): void {
    client.notify("workspace/didChangeWatchedFiles", {
      changes: changes.map(([file, type]) => ({ uri: pathToFileURL(file).href, type })),
    });
  }

  async function ask(name: string): Promise<void> {
    const methods = ["textDocument/hover", "textDocument/references", "textDocument/completion", "textDocument/rename"];
    const params = {
      textDocument: { uri: uriOf(name) },
      position: { line: random(12), character: random(60) },
      newName: "b.example",
    };
    await client.request(methods[random(methods.length)] ?? "", params).catch(demandAnswered);
    await client.request("workspace/symbol", { query: "m" });
  }

  async function pullAndCancel(): Promise<void> {
    const { id, result } = client.begin("workspace/diagnostic", { previousResultIds: [], partialResultToken: "t" });
    if (random(2) === 0) client.cancel(id);
    await result.catch(demandAnswered);
  }

  async function compare(what: string): Promise<number> {
    const fresh = await start();
    try {
      for (const [name, version] of open) fresh.open(uriOf(name), client.document(uriOf(name)).getText(), version);
      const [ours, theirs] = [await findings(client), await findings(fresh)];
      assert.deepEqual(ours, theirs, what);
      return Object.keys(theirs).length;
    } finally {
      fresh.kill();
    }
  }

  /** Everything that a server finds, by URI, as it is pulled for the workspace and for each open text. */
  async function findings(server: LspClient): Promise<Readonly<Record<string, unknown>>> {
    await settle(server);
    const { items } = (await server.request("workspace/diagnostic", { previousResultIds: [] })) as {
      items: WorkspaceDocumentDiagnosticReport[];
    };
    const found: Record<string, unknown> = {};
    for (const report of items) if (report.kind === "full" && report.items.length > 0) found[report.uri] = report.items;
    for (const name of open.keys()) {
      const { items: ofText } = (await server.request("textDocument/diagnostic", {
        textDocument: { uri: uriOf(name) },
      })) as { items: unknown[] };
      assert.deepEqual(ofText, found[uriOf(name)] ?? [], `${name}: what is pulled for a text and for the workspace`);
    }
    return found;
  }

  /** Asks about every open text: an answer is given only when nothing is due for it any more. */
  async function settle(server: LspClient): Promise<void> {
    for (const name of open.keys())
      await server.request("textDocument/hover", {
        textDocument: { uri: uriOf(name) },
        position: { line: 0, character: 0 },
      });
  }

  function faults(): readonly unknown[] {
    return client.notifications.filter(
      ({ method, params }) =>
        method === "window/logMessage" && (params as { type: MessageType }).type === MessageType.Error,
    );
  }

  /** What the server's process holds; 0 where that cannot be known. */
  function memoryMb(): number {
    if (process.platform !== "linux") return 0;
    const status = readFileSync(`/proc/${client.process.pid}/status`, "utf8");
    return Math.round(Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024);
  }
});

/** A name that cannot be one, or a request that was taken back, is answered with an error as LSP says. */
function demandAnswered(error: unknown): void {
  assert.ok(error instanceof AnsweredError, String(error));
  assert.match(error.message, /^The request is cancelled$|^There is no limit|" is no /);
}

/** Whole numbers from 0 to below a bound, the same in every run. */
function numbers(): (below: number) => number {
  const source = fc.sample(fc.nat(0x7fffffff), { numRuns: 9_973, seed: SEED });
  let next = 0;
  let round = 0;
  return (below) => {
    if (++next === source.length) [next, round] = [0, round + 7];
    return ((source[next] ?? 0) + round * 7919) % below;
  };
}
