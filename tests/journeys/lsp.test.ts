/** The language server's main job over real pipes: findings while typing, and the fix that puts a grant back. */
import { afterEach, beforeEach, describe, it } from "mocha";
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  type CodeAction,
  type CompletionItem,
  DiagnosticSeverity,
  type Hover,
  type Location,
  type MarkupContent,
} from "vscode-languageserver/node";
import { EDITOR, LspClient } from "./lsp-client.ts";

const GRANT = `\n    http: { read: ["https://api.weather.example/v1/**"] },`;
const MAIN = `import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";
import { idOf } from "./stations.ts";

const api = "https://api.weather.example";

export const manifest = defineManifest({
  permissions: {
    fs: { read: ["./stations/*.json"] },${GRANT}
  },
  limits: { "http/request": "10/s" },
});

export default async function main({ city }: { city: string }) {
  const station = JSON.parse(await readText(\`./stations/\${city}.json\`));
  const reply = await fetch(\`\${api}/v1/forecast/\${idOf(station)}\`);
  return await reply.json();
}
`;
const STATIONS = `export function idOf(station: { id: string }): string {
  return station.id;
}
`;

describe("language server over real pipes", function () {
  this.timeout(60_000);
  let root: string;
  let client: LspClient;
  let main: string;
  let stations: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ambit-lsp-"));
    await writeFile(path.join(root, "package.json"), "{}");
    await writeFile(path.join(root, "main.ts"), MAIN);
    await writeFile(path.join(root, "stations.ts"), STATIONS);
    main = pathToFileURL(path.join(root, "main.ts")).href;
    stations = pathToFileURL(path.join(root, "stations.ts")).href;
    client = await LspClient.start(root);
  });

  afterEach(async () => {
    client.kill();
    await client.exited();
    await rm(root, { recursive: true });
  });

  it("finds the call whose grant was removed, and the fix puts the grant back as it was", async () => {
    client.open(main, MAIN);
    assert.deepEqual(await client.diagnostics(main), []);
    client.replace(main, GRANT, "");
    const [found, ...more] = await client.diagnostics(main);
    assert.deepEqual(more, []);
    assert.equal(found?.code, "symbolic/missing-permission");
    assert.equal(found.source, "ambit");
    assert.match(found.codeDescription?.href ?? "", /\/docs\/diagnostics\/symbolic\/missing-permission\.md$/);
    assert.deepEqual(found.range.start, client.positionOf(main, "fetch("));

    const [action] = await codeActions(client, main, "fetch(");
    assert.match(action?.title ?? "", /^Grant "http\.read https:\/\/api\.weather\.example\/v1\/forecast\/\*+"$/);
    assert.equal(action?.kind, "quickfix.ambit");
    assert.equal(action.isPreferred, true);
    assert.equal(action.edit, undefined, "it is worked out on demand");
    const resolved = (await client.request("codeAction/resolve", action)) as CodeAction;
    assert.ok(resolved.edit);
    client.apply(resolved.edit);
    assert.deepEqual(await client.diagnostics(main), []);
    const text = client.document(main).getText();
    assert.match(
      text,
      /\n    fs: \{ read: \["\.\/stations\/\*\.json"\] \},\n    http: \{ read: \[`\$\{api\}\/v1\/forecast\/\*+`\] \},\n  \},\n/,
    );
  });

  it("gives the edit at once to a client that cannot resolve", async () => {
    const plain = await LspClient.start(root, { capabilities: {} });
    try {
      plain.open(main, MAIN.replace(GRANT, ""));
      await plain.diagnostics(main);
      const [action] = await codeActions(plain, main, "fetch(");
      assert.equal(Object.keys(action?.edit?.changes ?? {})[0], main);
    } finally {
      plain.kill();
    }
  });

  it("offers no fix of a kind that is not asked for", async () => {
    client.open(main, MAIN.replace(GRANT, ""));
    await client.diagnostics(main);
    assert.deepEqual(await codeActions(client, main, "fetch(", ["refactor"]), []);
    const kinds = (await codeActions(client, main, "fetch(", ["quickfix"])).map((action) => action.kind);
    assert.deepEqual([...new Set(kinds)], ["quickfix"], "some clients show only the very kind");
  });

  it("hover over a host call says what it needs, by which grant, and what it takes", async () => {
    client.open(main, MAIN);
    const text = await hover(client, main, "fetch(");
    assert.match(text, /http\.read https:\/\/api\.weather\.example\/v1\/forecast\//);
    assert.match(text, new RegExp(`granted by \\[.*\\]\\(${main}#L10\\)`));
    assert.match(text, new RegExp(`\`http/request\` \\[10/s\\]\\(${main}#L12\\)`));
  });

  it("hover in the manifest explains a limit and a section, and says who uses a grant", async () => {
    client.open(main, MAIN);
    assert.match(await hover(client, main, `"http/request"`, 3), /HTTP requests per second/);
    assert.match(await hover(client, main, "limits:"), /How much the module may use/);
    assert.match(await hover(client, main, `"https://api.weather.example/v1/**"`, 3), /\[fetch\]\(.*#L17\)/);
  });

  it("leads from a call to its grant and back", async () => {
    client.open(main, MAIN);
    const ask = (method: string, needle: string, by = 0): Promise<unknown> =>
      client.request(method, { textDocument: { uri: main }, position: client.positionOf(main, needle, by) });
    const grant = `"https://api.weather.example/v1/**"`;
    const [defined] = (await ask("textDocument/definition", "fetch(", 2)) as Location[];
    assert.deepEqual(defined?.range.start, client.positionOf(main, grant));
    const [used] = (await ask("textDocument/references", grant, 4)) as Location[];
    assert.deepEqual(used?.range.start, client.positionOf(main, "fetch("));
    assert.equal(await ask("textDocument/definition", "station ="), null);
  });

  it("loads no native code", async function () {
    if (process.platform !== "linux") return this.skip(); // Only Linux says what a process has loaded.
    client.open(main, MAIN);
    await client.diagnostics(main);
    assert.doesNotMatch(await readFile(`/proc/${client.process.pid}/maps`, "utf8"), /\.node$/m);
  });

  it("hover is silent where TypeScript speaks", async () => {
    client.open(main, MAIN);
    const at = { textDocument: { uri: main }, position: client.positionOf(main, "station =") };
    assert.equal(await client.request("textDocument/hover", at), null);
  });

  it("completes the manifest and nothing else", async () => {
    client.open(main, MAIN);
    const labels = async (needle: string, by: number): Promise<string[]> => {
      const at = { textDocument: { uri: main }, position: client.positionOf(main, needle, by) };
      return ((await client.request("textDocument/completion", at)) as CompletionItem[]).map((item) => item.label);
    };
    assert.ok((await labels("limits:", 2)).includes("limits"));
    assert.ok((await labels(`"http/request"`, 3)).includes("memory/heap"));
    assert.deepEqual(await labels("read: [", 0), ["read", "write", "create", "update", "delete"]);
    assert.deepEqual(await labels("return await", 3), []);
  });

  it("shows what is wrong in an imported file, in that file, and prepares the importer again when it changes", async () => {
    client.open(main, MAIN);
    await client.diagnostics(main);
    client.open(stations, STATIONS);
    client.replace(stations, "return station.id", "void fetch(`https://other.example/`);\n  return station.id");
    await client.until(() => (client.published.get(stations)?.diagnostics.length ?? 0) > 0, "a finding in the import");
    const found = client.published.get(stations);
    assert.equal(found?.diagnostics[0]?.code, "symbolic/missing-permission");
    assert.equal(found.version, 2);
    client.replace(stations, "void fetch(`https://other.example/`);\n  ", "");
    await client.until(() => client.published.get(stations)?.diagnostics.length === 0, "the finding is gone");
  });

  it("checks a parent again when the manifest of a child changes", async () => {
    const child = pathToFileURL(path.join(root, "child.ts")).href;
    const manifest = `export const manifest = { permissions: { fs: { read: ["./a.txt"] } } };\n`;
    client.open(child, `${manifest}export default () => 1;\n`);
    const spawning = `import { spawn } from "ambit:modules";\nexport const manifest = { permissions: { fs: { read: ["./a.txt"] }, modules: { spawn: ["./child.ts"] } } };\nexport default async () => await spawn("./child.ts");\n`;
    client.open(main, spawning);
    assert.deepEqual(await client.diagnostics(main), []);
    client.replace(child, `"./a.txt"`, `"./b.txt"`);
    await client.until(() => client.published.get(main)?.diagnostics.length === 1, "a finding at the call");
    assert.equal(client.published.get(main)?.diagnostics[0]?.code, "symbolic/child-exceeds-parent");
    const [action] = await codeActions(client, main, `spawn("`);
    assert.equal(action?.title, `Grant "fs.read ./b.txt"`);
  });

  it("hears of changes on the disk", async () => {
    client.open(main, MAIN);
    assert.deepEqual(await client.diagnostics(main), []);
    await rm(path.join(root, "stations.ts"));
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: stations, type: 3 }] });
    await client.until(() => (client.published.get(main)?.diagnostics.length ?? 0) > 0, "a finding at the import");
    await writeFile(path.join(root, "stations.ts"), STATIONS);
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: stations, type: 1 }] });
    await client.until(() => client.published.get(main)?.diagnostics.length === 0, "the finding is gone");
  });

  it("hears of changes of what was read to find an import", async () => {
    const text = MAIN.replace("./stations.ts", "#stations");
    const manifest = path.join(root, "package.json");
    await writeFile(manifest, `{ "imports": {} }`);
    client.open(main, text);
    assert.equal((await client.diagnostics(main))[0]?.code, "parse/package-path-not-exported");
    await writeFile(manifest, `{ "imports": { "#stations": "./stations.ts" } }`);
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: pathToFileURL(manifest).href, type: 2 }] });
    await client.until(() => client.published.get(main)?.diagnostics.length === 0, "the finding is gone");
    client.open(pathToFileURL(manifest).href, "{}");
    await client.until(() => (client.published.get(main)?.diagnostics.length ?? 0) > 0, "the open text counts");
  });

  it("analyses a burst of edits once, or a few times, and ends with the last", async () => {
    client.open(main, MAIN);
    await client.diagnostics(main);
    const before = client.notifications.length;
    for (let i = 0; i < 200; i++) client.replace(main, "export default", ` export default`);
    client.replace(main, GRANT, "");
    assert.equal((await client.diagnostics(main)).length, 1);
    assert.ok(client.notifications.length - before < 50);
  });

  it("sees a new file that is open and not on the disk yet", async () => {
    await rm(path.join(root, "stations.ts"));
    client.open(main, MAIN);
    assert.ok((await client.diagnostics(main)).length > 0, "the import is missing");
    client.open(stations, STATIONS);
    await client.until(() => client.published.get(main)?.diagnostics.length === 0, "the import is there");
    client.close(stations);
    await client.until(() => (client.published.get(main)?.diagnostics.length ?? 0) > 0, "it is missing again");
  });

  it("clears the findings of what is closed, and of what is no module any more", async () => {
    client.open(main, MAIN.replace(GRANT, ""));
    assert.equal((await client.diagnostics(main)).length, 1);
    client.change(main, [{ text: "export const x = 1;\n" }]);
    assert.deepEqual(await client.diagnostics(main), []);
    client.change(main, [{ text: MAIN.replace(GRANT, "") }]);
    assert.equal((await client.diagnostics(main)).length, 1);
    client.close(main);
    await client.until(() => client.published.get(main)?.diagnostics.length === 0, "no findings");
  });

  it("is silent about files that are no modules, and about what is no file", async () => {
    const other = pathToFileURL(path.join(root, "other.ts")).href;
    client.open(other, `import fs from "node:fs";\nprocess.exit(fs.length + ;\n`);
    for (const uri of ["untitled:Untitled-1", "git:/main.ts?x", "vscode-notebook-cell:/a.ipynb#c"]) {
      client.open(uri, MAIN.replace(GRANT, ""));
      const at = { textDocument: { uri }, position: { line: 0, character: 0 } };
      assert.equal(await client.request("textDocument/hover", at), null);
      client.change(uri, [{ text: "" }]);
      client.close(uri);
    }
    client.open(main, MAIN);
    await client.diagnostics(main);
    assert.deepEqual([...client.published.keys()], [main]);
  });

  it("takes the project root from the workspace folders as they come and go", async () => {
    const other = await mkdtemp(path.join(tmpdir(), "ambit-lsp-other-"));
    try {
      await mkdir(path.join(other, "deep"));
      await writeFile(path.join(other, "stations.ts"), STATIONS);
      const uri = pathToFileURL(path.join(other, "deep", "main.ts")).href;
      client.open(uri, MAIN.replace(`"./stations.ts"`, `"../stations.ts"`));
      assert.equal((await client.diagnostics(uri)).length, 1, "the import leaves the root");
      const folder = { uri: `${pathToFileURL(other).href}/`, name: "other" };
      const change = (added: unknown[], removed: unknown[]): void =>
        client.notify("workspace/didChangeWorkspaceFolders", { event: { added, removed } });
      change([folder], []);
      await client.until(() => client.published.get(uri)?.diagnostics.length === 0, "the import is inside");
      change([], [folder]);
      await client.until(() => client.published.get(uri)?.diagnostics.length === 1, "the import is outside again");
    } finally {
      await rm(other, { recursive: true });
    }
  });

  it("takes the project root from a package.json that comes and goes", async () => {
    const deep = path.join(root, "deep");
    await mkdir(deep);
    const uri = pathToFileURL(path.join(deep, "main.ts")).href;
    client.open(uri, MAIN.replace(`"./stations.ts"`, `"../stations.ts"`));
    assert.deepEqual(await client.diagnostics(uri), []);
    const manifest = path.join(deep, "package.json");
    const tell = (type: number): void =>
      client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: pathToFileURL(manifest).href, type }] });
    await writeFile(manifest, "{}");
    tell(1);
    await client.until(() => client.published.get(uri)?.diagnostics.length === 1, "the import leaves the root");
    await rm(manifest);
    tell(3);
    await client.until(() => client.published.get(uri)?.diagnostics.length === 0, "the import is inside");
  });

  it("takes a file of a workspace behind a link for the same, whichever way it is opened", async () => {
    const link = `${root}-link`;
    await symlink(root, link);
    const linked = await LspClient.start(link);
    try {
      await writeFile(path.join(root, "stations.ts"), "export const idOf = () => fetch(`https://other.example/`);\n");
      const atLink = pathToFileURL(path.join(link, "stations.ts")).href;
      const findings = (uri: string) => linked.published.get(uri)?.diagnostics.length ?? 0;
      const become = (uri: string, count: number) => linked.until(() => findings(uri) === count, `${count} at ${uri}`);
      linked.open(pathToFileURL(path.join(link, "main.ts")).href, MAIN);
      await become(atLink, 1);
      linked.open(stations, STATIONS.replace("return", "void fetch(`https://other.example/`);\n  return"));
      await become(stations, 1);
      await become(atLink, 0);
      linked.change(stations, [{ text: STATIONS }]);
      await become(stations, 0);
      linked.open(atLink, STATIONS.replace("return", "void fetch(`https://other.example/`);\n  return"));
      await become(atLink, 1);
      linked.change(stations, [{ text: `${STATIONS}\n` }]);
      await become(atLink, 0);
      linked.close(stations);
      await become(atLink, 1);
      linked.close(atLink);
      await linked.until(() => linked.published.get(atLink)?.version === undefined, "those of the disk");
      await become(atLink, 1);
    } finally {
      linked.kill();
      await rm(link);
    }
  });

  it("heeds the settings of the client", async () => {
    client.open(main, MAIN.replace(GRANT, ""));
    assert.equal((await client.diagnostics(main)).length, 1);
    client.answers.set("workspace/configuration", () => [{ enable: false }]);
    client.notify("workspace/didChangeConfiguration", { settings: null });
    await client.until(() => client.published.get(main)?.diagnostics.length === 0, "silence");
    client.answers.set("workspace/configuration", () => [{ enable: true }]);
    client.notify("workspace/didChangeConfiguration", { settings: null });
    await client.until(() => client.published.get(main)?.diagnostics.length === 1, "the finding again");
  });

  it("shows findings as the settings say, at once, and says once what is wrong with them", async () => {
    client.open(main, MAIN.replace(GRANT, ""));
    assert.equal((await client.diagnostics(main))[0]?.severity, DiagnosticSeverity.Error);
    const set = (settings: object): void => {
      client.answers.set("workspace/configuration", () => [settings]);
      client.notify("workspace/didChangeConfiguration", { settings: null });
    };
    const shown = (): DiagnosticSeverity[] | undefined =>
      client.published.get(main)?.diagnostics.map(({ severity = DiagnosticSeverity.Error }) => severity);
    const said = (): string[] =>
      client.notifications
        .filter(({ method }) => method === "window/showMessage")
        .map(({ params }) => (params as { message: string }).message);
    set({ severities: { "symbolic/missing": "hint" }, root: "nowhere" });
    await client.until(() => shown()?.[0] === DiagnosticSeverity.Hint, "a hint");
    set({ severities: { symbolic: "off", "symbolic/x": "off" } });
    await client.until(() => shown()?.length === 0, "nothing");
    set({ severities: { "symbolic/x": "off" } });
    await client.until(() => shown()?.[0] === DiagnosticSeverity.Error, "an error again");
    assert.equal(said().length, 2, said().join("\n"));
    assert.match(said()[0] ?? "", /^Ambit: "ambit\.root" names the folder "nowhere", which is not there/);
    assert.match(said()[1] ?? "", /^Ambit: "ambit\.severities" names "symbolic\/x"/);
  });

  it("keeps what initialize has set for a client that has no settings", async () => {
    const initializationOptions = { settings: { severities: { symbolic: "hint" } } };
    const other = await LspClient.start(root, { initializationOptions });
    try {
      other.open(main, MAIN.replace(GRANT, ""));
      assert.equal((await other.diagnostics(main))[0]?.severity, DiagnosticSeverity.Hint);
    } finally {
      other.kill();
    }
  });

  it("tells what it does to a client that traces", async () => {
    const told = (): boolean => client.notifications.some(({ method }) => method === "$/logTrace");
    client.open(main, MAIN);
    await client.diagnostics(main);
    assert.equal(told(), false);
    client.notify("$/setTrace", { value: "messages" });
    client.replace(main, GRANT, "");
    await client.until(told, "a trace");
  });

  it("answers pulls to a client that wants them, and says when nothing changed", async () => {
    const puller = await LspClient.start(root, {
      capabilities: EDITOR,
      initializationOptions: { diagnostics: "pull" },
    });
    try {
      puller.open(main, MAIN.replace(GRANT, ""));
      const pull = (previousResultId?: string) =>
        puller.request("textDocument/diagnostic", { textDocument: { uri: main }, previousResultId }) as Promise<{
          kind: string;
          resultId: string;
          items: unknown[];
        }>;
      const first = await pull();
      assert.equal(first.items.length, 1);
      assert.equal((await pull(first.resultId)).kind, "unchanged");
      puller.change(main, [{ text: MAIN }]);
      assert.deepEqual((await pull(first.resultId)).items, []);
      assert.equal(puller.published.size, 0);
    } finally {
      puller.kill();
    }
  });
});

async function codeActions(client: LspClient, uri: string, needle: string, only?: string[]): Promise<CodeAction[]> {
  const position = client.positionOf(uri, needle);
  const context = { diagnostics: [], ...(only === undefined ? {} : { only }) };
  const params = { textDocument: { uri }, range: { start: position, end: position }, context };
  return (await client.request("textDocument/codeAction", params)) as CodeAction[];
}

async function hover(client: LspClient, uri: string, needle: string, by = 0): Promise<string> {
  const at = { textDocument: { uri }, position: client.positionOf(uri, needle, by) };
  const found = (await client.request("textDocument/hover", at)) as Hover | null;
  return (found?.contents as MarkupContent | undefined)?.value ?? "";
}
