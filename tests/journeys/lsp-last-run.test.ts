/** What a module did when it ran last, from the run to the text: whoever runs it, the language server knows. */
import { after, before, describe, it } from "mocha";
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Hover, MarkupContent } from "vscode-languageserver/node";
import { Session } from "../debug/debug-client.ts";
import { FULL_CLIENT } from "../features/answers.ts";
import { ambit } from "./ambit-process.ts";
import { LspClient } from "./lsp-client.ts";

const MAIN = `import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({
  parameters: { rounds: { type: "integer" } },
  permissions: { fs: { read: ["./a.txt", "./b.txt"] } },
});

export default async function main({ rounds }: { rounds: number }) {
  for (let round = 0; round < rounds; round++) await readText("./a.txt");
  if (rounds > 100) await readText("./b.txt");
}
`;

describe("the last run of a module", () => {
  const before_ = process.env["XDG_CACHE_HOME"];
  let root: string;
  let client: LspClient;
  let uri: string;
  let refreshed = 0;

  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ambit-last-run-"));
    process.env["XDG_CACHE_HOME"] = path.join(root, "cache");
    await mkdir(path.join(root, "project"));
    await writeFile(path.join(root, "project", "package.json"), "{}");
    await writeFile(path.join(root, "project", "main.ts"), MAIN);
    await writeFile(path.join(root, "project", "a.txt"), "a");
    uri = pathToFileURL(path.join(root, "project", "main.ts")).href;
    client = await LspClient.start(path.join(root, "project"), { capabilities: FULL_CLIENT });
    client.answers.set("workspace/inlayHint/refresh", () => (refreshed++, null));
    client.open(uri, MAIN);
    await client.diagnostics(uri);
  });

  after(async () => {
    if (before_ === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before_;
    client.kill();
    await client.exited();
    await rm(root, { recursive: true });
  });

  const lastRun = (): Promise<unknown> => client.request("ambit/lastRun", { textDocument: { uri } });
  const hover = async (needle: string): Promise<string> => {
    const at = { textDocument: { uri }, position: client.positionOf(uri, needle, 3) };
    return (((await client.request("textDocument/hover", at)) as Hover).contents as MarkupContent).value;
  };

  it("is not known of a module that has not run", async () => assert.equal(await lastRun(), null));

  it("is that of `ambit run`, and the client is asked to look again", async () => {
    const ended = await ambit(["run", "main.ts", "--args", '{"rounds": 12}'], { cwd: path.join(root, "project") });
    assert.equal(ended.code, 0, ended.stderr);
    await client.until(() => refreshed > 0, "a refresh");
    const run = (await lastRun()) as Readonly<Record<string, unknown>>;
    assert.equal(run["outcome"], "completed");
    assert.equal(run["isCurrent"], true);
    assert.match(await hover('readText("./a'), /Last run: 12 times; `fs\/read` .* left/);
    assert.match(await hover('"./a.txt"'), /Last run: allowed 12 times/);
    assert.match(await hover('"./b.txt"'), /Last run: not used/);
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const hints = await client.request("textDocument/inlayHint", { textDocument: { uri }, range });
    assert.deepEqual(
      (hints as { label: string }[]).map(({ label }) => label),
      ["12×"],
    );
  });

  it("says so when the text is another one", async () => {
    client.replace(uri, "> 100", "> 200");
    assert.match(await hover('readText("./a'), /Last run \(of an earlier text\): 12 times/);
    client.replace(uri, "> 200", "> 100");
    assert.match(await hover('readText("./a'), /Last run: 12 times/);
  });

  it("is that of the debugger", async () => {
    const program = path.join(root, "project", "main.ts");
    await using session = await Session.start({ launch: { program, args: { rounds: 3 }, noDebug: true } });
    assert.equal(await session.exitCode(), 0);
    assert.match(await hover('readText("./a'), /Last run: 3 times/);
  });

  it("leaves nothing in the project, and what others may not read in the cache", async function () {
    assert.deepEqual((await readdir(path.join(root, "project"))).toSorted(), ["a.txt", "main.ts", "package.json"]);
    const folder = path.join(root, "cache", "ambit", "runs");
    const [file = "", ...more] = await readdir(folder);
    assert.deepEqual(more, []);
    if (process.platform !== "win32") assert.equal((await stat(path.join(folder, file))).mode & 0o77, 0);
  });
});
