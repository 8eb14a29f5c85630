/** The findings of all modules of a workspace over real pipes, open or not. */
import { afterEach, beforeEach, describe, it } from "mocha";
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type {
  ClientCapabilities,
  CodeAction,
  Diagnostic,
  WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { childrenOf, untilGone } from "../processes.ts";
import { ambit } from "./ambit-process.ts";
import { AnsweredError, EDITOR, LspClient } from "./lsp-client.ts";

const REQUEST_CANCELLED = -32_800;
const CREATED = 1;
const CHANGED = 2;
const DELETED = 3;

const PULLER: ClientCapabilities = {
  ...EDITOR,
  workspace: {
    ...EDITOR.workspace,
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
  },
};

/** A finding of `ambit check --json`. */
interface Checked {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const SHARED = `export const load = (id: string) => fetch("https://shared.example/" + id);\n`;

/** A module with one unused grant and one call that nothing covers, in a file that all share. */
const MODULE = `import { load } from "../shared.ts";
export const manifest = { permissions: { http: { read: ["https://grant.example/"] } } };
export default () => load("1");
`;

describe("workspace diagnostics over real pipes", function () {
  this.timeout(60_000);
  let root: string;
  let client: LspClient;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ambit-workspace-"));
    await write("package.json", "{}");
    await write("shared.ts", SHARED);
    for (let index = 0; index < 40; index++) await write(`modules/m${index}.ts`, MODULE);
    client = await LspClient.start(root, {
      capabilities: PULLER,
      initializationOptions: { diagnostics: "pull" },
    });
  });

  afterEach(async () => {
    client.kill();
    await client.exited();
    await rm(root, { recursive: true });
  });

  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  };
  const uriOf = (name: string): string => pathToFileURL(path.join(root, name)).href;
  const watched = (name: string, type: number): void =>
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(name), type }] });
  const pull = async (previousResultIds: readonly object[] = []): Promise<WorkspaceDocumentDiagnosticReport[]> => {
    const params = { previousResultIds };
    const report = (await client.request("workspace/diagnostic", params)) as {
      items: WorkspaceDocumentDiagnosticReport[];
    };
    return report.items;
  };
  const partial = (token: string): WorkspaceDocumentDiagnosticReport[] =>
    client.notifications
      .filter(({ method, params }) => method === "$/progress" && (params as { token: string }).token === token)
      .flatMap(
        ({ params }) => (params as { value: { items?: WorkspaceDocumentDiagnosticReport[] } }).value.items ?? [],
      );

  it("finds what `ambit check` finds, in all modules and what they share", async () => {
    const checked = await ambit(["check", "--json"], { cwd: root });
    const { diagnostics } = JSON.parse(checked.stdout) as { diagnostics: Checked[] };
    const found = (await pull()).flatMap((report) =>
      report.kind === "full" ? report.items.map(({ code, range }) => keyOf(report.uri, String(code), range.start)) : [],
    );
    assert.ok(found.length > 40);
    assert.deepEqual(
      found.toSorted(),
      diagnostics
        .map(({ code, column, file, line }) =>
          keyOf(uriOf(file.slice(1)), code, { line: line - 1, character: column - 1 }),
        )
        .toSorted(),
    );
  });

  it("tells what it finds as it finds it, with its progress", async () => {
    const params = { previousResultIds: [], partialResultToken: "found", workDoneToken: "work" };
    assert.deepEqual(await client.request("workspace/diagnostic", params), { items: [] });
    const told = new Set(partial("found").map(({ uri }) => uri));
    assert.equal(told.size, 41);
    const work = client.notifications
      .filter(({ method, params: each }) => method === "$/progress" && (each as { token: string }).token === "work")
      .map(({ params: each }) => (each as { value: { kind: string } }).value.kind);
    assert.equal(work[0], "begin");
    assert.equal(work.at(-1), "end");
  });

  it("shows its progress once to a client that has a place for it", async () => {
    const shown = await LspClient.start(root, {
      capabilities: { ...PULLER, window: { workDoneProgress: true } },
      initializationOptions: { diagnostics: "pull" },
    });
    try {
      const tokens = new Set<unknown>();
      shown.answers.set("window/workDoneProgress/create", (params) => {
        tokens.add((params as { token: unknown }).token);
        return null;
      });
      for (let round = 0; round < 2; round++) await shown.request("workspace/diagnostic", { previousResultIds: [] });
      const kinds = shown.notifications
        .filter(({ method, params }) => method === "$/progress" && tokens.has((params as { token: unknown }).token))
        .map(({ params }) => (params as { value: { kind: string } }).value.kind);
      assert.equal(tokens.size, 1);
      assert.deepEqual([kinds[0], kinds.at(-1)], ["begin", "end"]);
    } finally {
      shown.kill();
    }
  });

  it("says of what has not changed only that", async () => {
    const first = await pull();
    const ids = first.map(({ resultId, uri }) => ({ uri, value: resultId }));
    assert.deepEqual(new Set((await pull(ids)).map(({ kind }) => kind)), new Set(["unchanged"]));
    await write("modules/m3.ts", "export const manifest = {};\n");
    watched("modules/m3.ts", CHANGED);
    const changed = (await pull(ids)).filter(({ kind }) => kind === "full");
    assert.deepEqual(
      changed.map(({ uri }) => uri),
      [uriOf("modules/m3.ts")],
    );
  });

  it("knows what the client has, however that spells its files", async () => {
    await write("(app)/@acme/shared.ts", SHARED);
    await write("(app)/main.ts", MODULE.replace("../shared.ts", "./@acme/shared.ts"));
    const spelled = (uri: string): string => uri.replaceAll("(", "%28").replaceAll(")", "%29").replaceAll("@", "%40");
    const ids = (await pull()).map(({ resultId, uri }) => ({ uri: spelled(uri), value: resultId }));
    assert.equal(ids.filter(({ uri }) => uri.includes("%28app%29/%40acme")).length, 1);
    assert.deepEqual(new Set((await pull(ids)).map(({ kind }) => kind)), new Set(["unchanged"]));
    await write("(app)/@acme/shared.ts", SHARED.replace("fetch", "String"));
    watched("(app)/@acme/shared.ts", CHANGED);
    const changed = (await pull(ids)).flatMap((report) => (report.kind === "full" ? [report] : []));
    assert.deepEqual(
      changed.map(({ items, uri }) => [spelled(uri), items.length]),
      [[spelled(uriOf("(app)/@acme/shared.ts")), 0]],
    );
  });

  it("hears of a folder that goes or is moved, when it is told of nothing else", async () => {
    const main = uriOf("main.ts");
    client.open(main, MODULE.replace("../shared.ts", "./parts/load.ts"));
    const found = async (): Promise<(readonly [string, boolean])[]> =>
      (await pull()).flatMap((report) =>
        report.kind === "full" && !report.uri.includes("/modules/")
          ? [[path.relative(root, fileURLToPath(report.uri)), report.items.length > 0] as const]
          : [],
      );
    await write("parts/load.ts", SHARED);
    await write("parts/sub/module.ts", MODULE.replace("../shared.ts", "../load.ts"));
    const both = [
      ["main.ts", true],
      ["parts/load.ts", true],
      ["parts/sub/module.ts", true],
      ["shared.ts", true],
    ];
    assert.deepEqual(await found(), both);
    await rename(path.join(root, "parts"), path.join(root, "others"));
    watched("parts", DELETED);
    watched("others", CREATED);
    assert.deepEqual(
      (await found()).map(([file]) => file),
      ["main.ts", "others/load.ts", "others/sub/module.ts", "shared.ts"],
    );
    await rename(path.join(root, "others"), path.join(root, "parts"));
    watched("others", DELETED);
    watched("parts", CREATED);
    assert.deepEqual(await found(), both);
  });

  it("asks to be told of folders that come and go", async () => {
    const asked: unknown[] = [];
    const watching = new LspClient();
    try {
      watching.answers.set("client/registerCapability", (params) => (asked.push(params), null));
      await watching.initialize(root, { capabilities: PULLER });
      await watching.until(() => JSON.stringify(asked).includes("didChangeWatchedFiles"), "the registration");
      assert.match(JSON.stringify(asked), /\{"globPattern":"\*\*","kind":5\}/);
    } finally {
      watching.kill();
    }
  });

  it("takes the project root of modules from a package.json that comes and goes", async () => {
    const codes = async (): Promise<unknown[]> => {
      const report = (await pull()).find(({ uri }) => uri === uriOf("deep/main.ts"));
      return report?.kind === "full" ? report.items.map(({ code }) => code) : [];
    };
    await write("deep/main.ts", MODULE);
    assert.ok(!(await codes()).includes("parse/outside-project"));
    await write("deep/package.json", "{}");
    watched("deep/package.json", CREATED);
    assert.ok((await codes()).includes("parse/outside-project"));
    await write("package.json", `{ "workspaces": ["deep"] }`);
    watched("package.json", CHANGED);
    assert.ok(!(await codes()).includes("parse/outside-project"));
    await write("package.json", "{}");
    watched("package.json", CHANGED);
    assert.ok((await codes()).includes("parse/outside-project"));
    await rm(path.join(root, "deep/package.json"));
    watched("deep/package.json", DELETED);
    assert.ok(!(await codes()).includes("parse/outside-project"));
  });

  it("finds the packages of a workspace of packages when only one of these is open", async () => {
    await write("package.json", `{ "workspaces": ["packages/*"] }`);
    await write("packages/app/package.json", "{}");
    await write("packages/util/package.json", `{ "type": "module", "exports": "./util.ts" }`);
    await write("packages/util/util.ts", SHARED);
    await write("packages/app/main.ts", MODULE.replace("../shared.ts", "util"));
    await mkdir(path.join(root, "node_modules"));
    await symlink("../packages/util", path.join(root, "node_modules/util"));
    const app = await LspClient.start(path.join(root, "packages/app"));
    try {
      const main = uriOf("packages/app/main.ts");
      const found = (uri: string): unknown[] => (app.published.get(uri)?.diagnostics ?? []).map(({ code }) => code);
      app.open(main, MODULE.replace("../shared.ts", "util"));
      await app.until(() => found(main).length > 0, "the findings of the module");
      assert.deepEqual(found(main), ["symbolic/unused-grant"]);
      const util = uriOf("packages/util/util.ts");
      await app.until(() => found(util).length > 0, "the findings of what it imports");
      assert.deepEqual(found(util), ["symbolic/missing-permission"]);
    } finally {
      app.kill();
      await app.exited();
    }
  });

  /** A workspace of two packages, of which one is open: `app` imports `kit`, which `exports` of its package.json leads to. */
  const openApp = async (relativePatternSupport: boolean): Promise<{ app: LspClient; asked: unknown[] }> => {
    await write("package.json", "{}");
    await write("packages/app/package.json", "{}");
    await write("packages/kit/package.json", `{ "type": "module", "exports": "./kit.ts" }`);
    await write("packages/kit/kit.ts", SHARED);
    await write("packages/app/main.ts", MODULE.replace("../shared.ts", "kit"));
    await mkdir(path.join(root, "node_modules"));
    await symlink("../packages/kit", path.join(root, "node_modules/kit"));
    const app = new LspClient();
    const asked: unknown[] = [];
    app.answers.set("client/registerCapability", (params) => (asked.push(params), null));
    await app.initialize(path.join(root, "packages/app"), {
      capabilities: {
        ...PULLER,
        workspace: {
          ...PULLER.workspace,
          didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport },
        },
      },
      initializationOptions: { diagnostics: "pull" },
    });
    return { app, asked };
  };
  const codesOf = async (app: LspClient, name: string): Promise<unknown[]> => {
    const { items } = (await app.request("workspace/diagnostic", { previousResultIds: [] })) as {
      items: WorkspaceDocumentDiagnosticReport[];
    };
    const report = items.find(({ uri }) => uri === uriOf(name));
    return report?.kind === "full" ? report.items.map(({ code }) => code) : [];
  };

  it("hears of a package.json above the folder that is open, and of packages beside it", async () => {
    const { app, asked } = await openApp(true);
    const main = "packages/app/main.ts";
    const tell = (name: string, type: number): void =>
      app.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(name), type }] });
    const isAsked = (pattern: string): boolean =>
      JSON.stringify(asked).includes(JSON.stringify({ baseUri: pathToFileURL(root).href, pattern }));
    try {
      await app.until(() => isAsked("{package.json,pnpm-workspace.yaml}"), "a watcher above the folder");
      assert.deepEqual(await codesOf(app, main), ["parse/missing-package"]);
      assert.ok(!isAsked("**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json}"));
      await write("package.json", `{ "workspaces": ["packages/*"] }`);
      tell("package.json", CHANGED);
      assert.deepEqual(await codesOf(app, main), ["symbolic/unused-grant"]);
      await app.until(() => isAsked("**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json}"), "a watcher of the workspace");
      await write("packages/kit/package.json", `{ "type": "module", "exports": "./gone.ts" }`);
      tell("packages/kit/package.json", CHANGED);
      assert.notDeepEqual(await codesOf(app, main), ["symbolic/unused-grant"]);
    } finally {
      app.kill();
    }
  });

  it("finds a package.json above the folder by itself for a client that tells nothing of it", async () => {
    const { app } = await openApp(false);
    const main = uriOf("packages/app/main.ts");
    let refreshes = 0;
    app.answers.set("workspace/diagnostic/refresh", () => (refreshes++, null));
    const found = async (): Promise<unknown[]> => {
      const { items } = (await app.request("textDocument/diagnostic", { textDocument: { uri: main } })) as {
        items: Diagnostic[];
      };
      return items.map(({ code }) => code);
    };
    try {
      app.open(main, MODULE.replace("../shared.ts", "kit"));
      assert.deepEqual(await found(), ["parse/missing-package"]);
      await write("package.json", `{ "workspaces": ["packages/*"] }`);
      await app.until(() => refreshes > 0, "a request to ask again");
      assert.deepEqual(await found(), ["symbolic/unused-grant"]);
    } finally {
      app.kill();
    }
  });

  it("looks at a package.json above the folder again for a client that tells nothing of it", async () => {
    const { app, asked } = await openApp(false);
    const main = uriOf("packages/app/main.ts");
    const opened = async (): Promise<unknown[]> => {
      const { items } = (await app.request("textDocument/diagnostic", { textDocument: { uri: main } })) as {
        items: Diagnostic[];
      };
      return items.map(({ code }) => code);
    };
    try {
      app.open(main, MODULE.replace("../shared.ts", "kit"));
      assert.deepEqual(await opened(), ["parse/missing-package"]);
      assert.deepEqual(await codesOf(app, "packages/app/main.ts"), ["parse/missing-package"]);
      await write("package.json", `{ "workspaces": ["packages/*"] }`);
      app.open(uriOf("packages/app/other.ts"), "export const other = 1;\n");
      assert.deepEqual(await opened(), ["symbolic/unused-grant"]);
      app.close(main);
      assert.deepEqual(await codesOf(app, "packages/app/main.ts"), ["symbolic/unused-grant"]);
      assert.ok(!JSON.stringify(asked).includes("baseUri"));
    } finally {
      app.kill();
    }
  });

  /** Begins to look at very many modules. Gives the process that does, and when all are known. */
  const examined = async (): Promise<{ examiners: readonly number[]; whole: Promise<unknown> }> => {
    for (let index = 0; index < 200; index++) await write(`more/m${index}.ts`, MODULE);
    const whole = client.request("workspace/diagnostic", { previousResultIds: [], partialResultToken: "many" });
    await client.until(() => partial("many").length > 0, "the first results");
    return { whole, examiners: childrenOf(client.process.pid ?? 0) };
  };

  it("looks at many modules in another process as long as that takes, whatever becomes of it", async () => {
    const { examiners, whole } = await examined();
    assert.equal(examiners.length, 1);
    for (const pid of examiners) process.kill(pid, "SIGKILL");
    await whole;
    assert.equal(new Set(partial("many").map(({ uri }) => uri)).size, 241);
    await untilGone(childrenOf(client.process.pid ?? 0));
  });

  it("leaves no process behind when it is killed", async () => {
    const { examiners, whole } = await examined();
    client.kill();
    await assert.rejects(whole);
    assert.equal(examiners.length, 1);
    await untilGone(examiners);
  });

  it("stays with a client that has everything, and tells it what changes", async () => {
    const ids = (await pull()).map(({ resultId, uri }) => ({ uri, value: resultId }));
    const params = { previousResultIds: ids, partialResultToken: "later" };
    const { id, result } = client.begin("workspace/diagnostic", params);
    const news = async (change: () => Promise<void>, count: number): Promise<WorkspaceDocumentDiagnosticReport[]> => {
      const before = partial("later").length;
      await change();
      await client.until(() => partial("later").length >= before + count, "news");
      return partial("later").slice(before);
    };
    const [made] = await news(async () => {
      await write("modules/new.ts", MODULE);
      watched("modules/new.ts", CREATED);
    }, 1);
    assert.equal(made?.uri, uriOf("modules/new.ts"));
    const [gone] = await news(async () => {
      await rm(path.join(root, "modules/new.ts"));
      watched("modules/new.ts", DELETED);
    }, 1);
    assert.deepEqual(gone?.kind === "full" && gone.items, []);
    const [shared] = await news(async () => {
      await write("shared.ts", SHARED.replace("fetch", "String"));
      watched("shared.ts", CHANGED);
    }, 1);
    assert.ok(shared !== undefined);
    client.cancel(id);
    await assert.rejects(result, isCancelled);
  });

  it("lets edits go first, and ends when it is not wanted any more", async () => {
    const names = Array.from({ length: 300 }, (_, index) => `more/m${index}.ts`);
    for (const name of names) await write(name, MODULE);
    const main = uriOf("main.ts");
    client.open(main, MODULE);
    const { id, result } = client.begin("workspace/diagnostic", { previousResultIds: [], partialResultToken: "slow" });
    let isDone = false;
    result.then(
      () => (isDone = true),
      () => (isDone = true),
    );
    await client.until(() => partial("slow").length > 0, "the first results");
    client.replace(main, "grant.", "other.");
    const report = (await client.request("textDocument/diagnostic", { textDocument: { uri: main } })) as {
      items: Diagnostic[];
    };
    assert.ok(report.items.length > 0);
    assert.equal(isDone, false, "the edit did not wait for the other modules");
    client.cancel(id);
    await assert.rejects(result, isCancelled);
    const told = partial("slow").length;
    assert.equal((await pull()).length, 342);
    assert.equal(partial("slow").length, told, "nothing comes after it was taken back");
  });

  it("shows in a part what modules find there that are not open, and asks the client to look again", async () => {
    let refreshed = 0;
    client.answers.set("workspace/diagnostic/refresh", () => (refreshed++, null));
    const shared = uriOf("shared.ts");
    client.open(shared, SHARED);
    const itemsOf = async (): Promise<Diagnostic[]> =>
      ((await client.request("textDocument/diagnostic", { textDocument: { uri: shared } })) as { items: Diagnostic[] })
        .items;
    assert.deepEqual(await itemsOf(), [], "nobody has asked for all modules yet");
    await pull();
    await client.until(() => refreshed > 0, "a refresh");
    assert.deepEqual(
      (await itemsOf()).map(({ code }) => code),
      ["symbolic/missing-permission"],
    );
    const position = client.positionOf(shared, "fetch");
    const [action] = (await client.request("textDocument/codeAction", {
      textDocument: { uri: shared },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    })) as CodeAction[];
    const { edit } = (await client.request("codeAction/resolve", action)) as CodeAction;
    assert.match(
      JSON.stringify(edit),
      /modules\/m\d+\.ts.*shared\.example/,
      "the fix is in a manifest that is not open",
    );
    client.replace(shared, "fetch", "String");
    assert.deepEqual(await itemsOf(), []);
  });

  it("asks the client to look again when another file of the disk changes what it has found in an open text", async () => {
    let refreshed = 0;
    client.answers.set("workspace/diagnostic/refresh", () => (refreshed++, null));
    const uri = uriOf("own.ts");
    const text = `import data from "./own.json" with { type: "json" };
export const manifest = { permissions: { http: { read: ["https://a.example/"] } } };
export default () => fetch(data.url);
`;
    await write("own.json", `{ "url": "https://a.example/" }`);
    client.open(uri, text);
    const found = async (): Promise<unknown[]> => {
      const { items } = (await client.request("textDocument/diagnostic", { textDocument: { uri } })) as {
        items: Diagnostic[];
      };
      return items.map(({ code }) => code);
    };
    assert.deepEqual(await found(), []);
    await write("own.json", `{ "url": "https://b.example/" }`);
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("own.json"), type: CHANGED }] });
    await client.until(() => refreshed > 0, "a request to ask again");
    assert.deepEqual(await found(), ["symbolic/unused-grant", "symbolic/missing-permission"]);
    refreshed = 0;
    client.replace(uri, "a.example", "b.example");
    assert.deepEqual(await found(), []);
    assert.equal(refreshed, 0, "after an edit it asks by itself");
  });

  it("answers with the findings of the edited text when an edit comes before the answer", async () => {
    const shared = uriOf("shared.ts");
    client.open(uriOf("modules/m0.ts"), MODULE);
    client.open(shared, SHARED);
    await pull();
    for (let round = 0; round < 5; round++) {
      client.change(shared, [{ text: `${SHARED}// ${round}\n` }]);
      const answer = client.request("textDocument/diagnostic", { textDocument: { uri: shared } });
      for (let isDone = false; !isDone;) {
        isDone = await Promise.race([answer.then(() => true), new Promise<false>((r) => setTimeout(r, 3, false))]);
        if (!isDone) client.change(shared, [{ text: `${SHARED}// ${round}!\n` }]);
      }
      assert.equal(((await answer) as { items: Diagnostic[] }).items.length, 1, `in round ${round}`);
    }
  });

  it("offers nothing of it to a client that is sent the findings", async () => {
    const pushed = new LspClient();
    try {
      const { capabilities } = await pushed.initialize(root, { capabilities: PULLER });
      assert.equal(capabilities.diagnosticProvider, undefined);
    } finally {
      pushed.kill();
    }
  });
});

function keyOf(uri: string, code: string, { character, line }: Diagnostic["range"]["start"]): string {
  return `${uri} ${line} ${character} ${code}`;
}

function isCancelled(error: unknown): boolean {
  return error instanceof AnsweredError && error.code === REQUEST_CANCELLED;
}
