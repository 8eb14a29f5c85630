/** Whatever is edited in whatever order, the findings equal those of a server that has seen nothing else. */
import { afterEach, beforeEach, describe, it } from "mocha";
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import type { PublishDiagnosticsParams } from "vscode-languageserver/node";
import { LspClient } from "./lsp-client.ts";
import { PIECES } from "./edit-pieces.ts";

const SEED = 20_261_121;
const STEPS = 120;
const CHECKS = 6;

const FILES: Readonly<Record<string, string>> = {
  "main.ts": `import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";
import { base, send } from "./api.ts";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./data/*.json"] }, http: { read: [\`\${base}/v1/**\`] } },
  limits: { "http/request": "10/s" },
});

export default async function main({ id }: { id: string }) {
  const text = await readText(\`./data/\${id}.json\`);
  return send(text.length);
}
`,
  "api.ts": `export const base = "https://api.example";

export function send(length: number) {
  return fetch(base + "/v1/" + length);
}
`,
  "child.ts": `import { defineManifest } from "ambit:module";
import { send } from "./api.ts";

export const manifest = defineManifest({ permissions: {} });

export default function main() {
  return send(1);
}
`,
};

describe("incremental equals from scratch", function () {
  this.timeout(60_000);
  let root: string;
  let client: LspClient;
  let found = 0;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ambit-lsp-"));
    await writeFile(path.join(root, "package.json"), "{}");
    for (const [name, text] of Object.entries(FILES)) await writeFile(path.join(root, name), text);
    client = await LspClient.start(root);
  });

  afterEach(async () => {
    client.kill();
    await client.exited();
    await rm(root, { recursive: true });
  });

  it(`holds over ${STEPS} random edits of three files, mended, opened and closed at random (seed ${SEED})`, async () => {
    const random = numbers();
    const names = Object.keys(FILES);
    const open = new Set<string>();
    for (let step = 0; step < STEPS; step++) {
      const name = names[random(names.length)] ?? "";
      const uri = pathToFileURL(path.join(root, name)).href;
      if (!open.has(uri)) {
        client.open(uri, FILES[name] ?? "", step + 1);
        open.add(uri);
      } else if (random(20) === 0) {
        client.close(uri);
        open.delete(uri);
      } else if (random(10) === 0) {
        client.change(uri, [{ text: FILES[name] ?? "" }]);
      } else {
        edit(uri, random);
      }
      if (step % (STEPS / CHECKS) === STEPS / CHECKS - 1) await compare(open, `step ${step}`);
    }
    const errors = client.notifications.filter((one) => one.method === "window/logMessage");
    assert.deepEqual(errors, []);
    assert.ok(found > CHECKS, "there was something to compare");
    assertNeverOlder(client);
  });

  function edit(uri: string, random: (below: number) => number): void {
    const document = client.document(uri);
    const length = document.getText().length;
    const start = random(length + 1);
    const end = random(3) === 0 ? Math.min(length, start + random(30)) : start;
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    client.change(uri, [{ range, text: PIECES[random(PIECES.length)] ?? "" }]);
  }

  async function compare(open: ReadonlySet<string>, what: string): Promise<void> {
    await settle(client, open);
    const fresh = await LspClient.start(root);
    try {
      for (const uri of open) fresh.open(uri, client.document(uri).getText(), client.document(uri).version);
      await settle(fresh, open);
      assert.deepEqual(findings(client), findings(fresh), what);
      found += Object.keys(findings(fresh)).length;
    } finally {
      fresh.kill();
    }
  }
});

/** Asks about every open text: an answer is given only when nothing is due for it any more. */
async function settle(client: LspClient, open: ReadonlySet<string>): Promise<void> {
  for (let round = 0; round < 2; round++) {
    for (const uri of open) {
      await client.request("textDocument/hover", { textDocument: { uri }, position: { line: 0, character: 0 } });
    }
  }
}

/** Findings by URI, without empty ones and without versions. */
function findings(client: LspClient): Readonly<Record<string, unknown>> {
  const entries = [...client.published].filter(([, params]) => params.diagnostics.length > 0);
  return Object.fromEntries(entries.map(([uri, params]) => [uri, params.diagnostics]));
}

/** Findings never come for a text older than that of the findings before. */
function assertNeverOlder(client: LspClient): void {
  const newest = new Map<string, number>();
  for (const { method, params } of client.notifications) {
    if (method !== "textDocument/publishDiagnostics") continue;
    const { uri, version = newest.get(uri) ?? 0 } = params as PublishDiagnosticsParams;
    assert.ok(version >= (newest.get(uri) ?? 0), `${uri} ${version}`);
    newest.set(uri, version);
  }
}

/** Whole numbers from 0 to below a bound, the same in every run. */
function numbers(): (below: number) => number {
  const source = fc.sample(fc.nat(0x7fffffff), { numRuns: STEPS * 6, seed: SEED });
  let next = 0;
  return (below) => (source[next++ % source.length] ?? 0) % below;
}
