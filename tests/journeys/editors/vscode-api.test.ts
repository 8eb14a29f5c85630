/**
 * The extension as VS Code and other extensions ask it, in the extension host.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "mocha";
import type { CodeAction, DocumentSymbol } from "vscode";
import { ExtensionHost } from "./extension-host.ts";
import type { ForecastProject } from "./forecast-project.ts";
import { inVsCode } from "./in-vs-code.ts";
import type { Workbench } from "./workbench.ts";

type Place = readonly [line: number, character: number];

const { contributes } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, "../../../package.json"), "utf8"),
) as { readonly contributes: { readonly commands: readonly { readonly command: string }[] } };

describe("VS Code's API", function () {
  const host = new ExtensionHost();
  let project: ForecastProject;
  let workbench: Workbench;
  inVsCode(this, { beside: host }, (opened) => ({ project, workbench } = opened));
  after(() => host[Symbol.dispose]());

  /** Where a text begins in `main.ts` as it is on the disk, and so many characters on. */
  function placeOf(text: string, on = 0): Place {
    const line = project.lineOf(text) - 1;
    return [line, (project.read("main.ts").split("\n")[line] ?? "").indexOf(text) + on];
  }

  /** Asks the providers of all extensions at a place of `main.ts`; gives the answer as JSON. */
  const ask = async (command: string, place: Place): Promise<string> =>
    host.run(
      async (vscode, name, file, [line, character]) => {
        const at = new vscode.Position(line, character);
        const answer = await vscode.commands.executeCommand(`vscode.${name}`, vscode.Uri.file(file), at);
        // Texts in Markdown keep theirs behind a getter.
        return JSON.stringify(answer, (_key, value) =>
          value instanceof vscode.MarkdownString ? value.value : (value as unknown),
        );
      },
      command,
      project.main,
      place,
    );

  /** What Ambit finds in `main.ts`, when it has found it. */
  const findings = async (wanted: number) =>
    host.run(
      async (vscode, file, count) => {
        for (let tries = 0; ; tries++) {
          const all = vscode.languages.getDiagnostics(vscode.Uri.file(file)).filter(({ source }) => source === "ambit");
          if (all.length === count || tries === 100)
            return all.map(({ code, severity, range, message, relatedInformation = [] }) => ({
              code: typeof code === "object" ? { value: code.value, target: code.target.toString() } : code,
              severity: vscode.DiagnosticSeverity[severity],
              line: range.start.line + 1,
              message,
              reasons: relatedInformation.length,
            }));
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      },
      project.main,
      wanted,
    );

  /** Replaces the first occurrence of a text of `main.ts` in the editor. */
  const replace = async (text: string, by: string): Promise<boolean> =>
    host.run(
      async (vscode, file, before, now) => {
        const document = await vscode.workspace.openTextDocument(file);
        const start = document.getText().indexOf(before);
        const edit = new vscode.WorkspaceEdit();
        const range = new vscode.Range(document.positionAt(start), document.positionAt(start + before.length));
        edit.replace(document.uri, range, now);
        return start >= 0 && (await vscode.workspace.applyEdit(edit));
      },
      project.main,
      text,
      by,
    );

  it("has an extension that sleeps until there is a text for it", async () => {
    const isActive = await host.run((vscode) => vscode.extensions.getExtension("ambit.ambit")?.isActive);
    assert.equal(isActive, false);
  });

  describe("with a module", () => {
    before(async () => {
      await host.run(async (vscode, file) => {
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
        const extension = vscode.extensions.getExtension("ambit.ambit");
        for (let tries = 0; tries < 100 && extension?.isActive !== true; tries++)
          await new Promise((resolve) => setTimeout(resolve, 100));
        const lenses = "vscode.executeCodeLensProvider";
        for (let tries = 0; tries < 100; tries++) {
          if ((await vscode.commands.executeCommand<object[]>(lenses, vscode.Uri.file(file))).length > 0) return;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }, project.main);
    });

    it("has every command that the package declares", async () => {
      const known = await host.run((vscode) => vscode.commands.getCommands(true));
      for (const { command } of contributes.commands) assert.ok(known.includes(command), command);
    });

    it("answers hovers beside TypeScript's", async () => {
      const hovers = await ask("executeHoverProvider", placeOf("readText(`", 2));
      assert.match(hovers, /\(alias\) readText/);
      assert.match(hovers, /fs\.read/);
    });

    it("completes sections, limits and paths of the manifest", async () => {
      const labels = async (place: Place): Promise<string[]> => {
        const { items } = JSON.parse(await ask("executeCompletionItemProvider", place)) as {
          readonly items: readonly { readonly label: string | { readonly label: string } }[];
        };
        return items.map(({ label }) => (typeof label === "string" ? label : label.label));
      };
      const limits = await labels(placeOf('"http/request"', 1));
      assert.deepEqual(
        limits.filter((each) => /["?]/.test(each)),
        [],
        "TypeScript proposes none a second time",
      );
      assert.ok(limits.includes("http/upload"), limits.join());
      const paths = await labels(placeOf("./stations/*.json", "./stations/".length));
      assert.ok(
        paths.some((each) => each.includes("oslo.json")),
        paths.join(),
      );
      const kinds = await labels(placeOf("fs: {", "fs: { ".length));
      assert.ok(kinds.includes("write"), kinds.join());
    });

    it("goes from a call to its grant, and from the grant to its calls", async () => {
      const grant = placeOf("./stations/*.json");
      const definitions = JSON.parse(await ask("executeDefinitionProvider", placeOf("readText(`", 2))) as object[];
      assert.ok(JSON.stringify(definitions).includes(`"line":${grant[0]},`), JSON.stringify(definitions));
      const references = await ask("executeReferenceProvider", [grant[0], grant[1] + 2]);
      assert.ok(references.includes(`"line":${placeOf("await readText")[0]},`), references);
    });

    it("has lenses, hints, links, symbols and ranges to fold", async () => {
      const answers = await host.run(async (vscode, file) => {
        const uri = vscode.Uri.file(file);
        const all = new vscode.Range(0, 0, 1000, 0);
        const symbols = "vscode.executeDocumentSymbolProvider";
        const answer = async (command: string, ...args: unknown[]): Promise<string> =>
          JSON.stringify(await vscode.commands.executeCommand(`vscode.${command}`, ...args));
        return {
          lenses: await answer("executeCodeLensProvider", uri, 10),
          hints: await answer("executeInlayHintProvider", uri, all),
          links: await answer("executeLinkProvider", uri),
          symbols: (await vscode.commands.executeCommand<DocumentSymbol[]>(symbols, uri)).flatMap(
            function names(one): string[] {
              return [one.name, ...one.children.flatMap(names)];
            },
          ),
          modules: await answer("executeWorkspaceSymbolProvider", "main"),
          folds: await answer("executeFoldingRangeProvider", uri),
        };
      }, project.main);
      assert.match(answers.lenses, /"title":"[^"]*Run".*"title":"[^"]*Debug".*reaches/);
      assert.match(answers.hints, /v1\/forecast/);
      assert.match(answers.links, /advice\.ts/);
      assert.ok(answers.symbols.includes("http/request"), answers.symbols.join());
      assert.match(answers.modules, /main\.ts/);
      assert.ok(answers.folds.includes(`"start":${placeOf("permissions: {")[0]}`), answers.folds);
    });

    it("reports what a call lacks with a page, a place and its reasons", async () => {
      assert.ok(await replace("    http: {", "    // http: {"));
      const [finding, ...others] = await findings(1);
      assert.deepEqual(others, []);
      assert.deepEqual(finding?.severity, "Error");
      assert.equal(finding.line, project.lineOf("await fetch"));
      assert.ok(typeof finding.code === "object");
      assert.equal(finding.code.value, "symbolic/missing-permission");
      const page = readFileSync(fileURLToPath(finding.code.target), "utf8");
      assert.match(page, /^# symbolic\/missing-permission/);
      assert.match(finding.message, /http\.read/);
      assert.ok(finding.reasons > 0);
    });

    it("shows a finding as the settings say, at once", async () => {
      const set = async (severities: object): Promise<void> =>
        host.run(async (vscode, value) => {
          await vscode.workspace.getConfiguration("ambit").update("severities", value);
        }, severities);
      await set({ "symbolic/": "information" });
      await host.run(async (vscode, file) => {
        for (let tries = 0; tries < 100; tries++) {
          const all = vscode.languages.getDiagnostics(vscode.Uri.file(file));
          if (all.some(({ severity }) => severity === vscode.DiagnosticSeverity.Information)) return;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }, project.main);
      assert.deepEqual(
        (await findings(1)).map(({ severity }) => severity),
        ["Information"],
      );
      await set({ "symbolic/": "off" });
      assert.deepEqual(await findings(0), []);
      await set({});
      assert.equal((await findings(1)).length, 1);
    });

    it("mends it with a quick fix, and all of a file with the fix of the source", async () => {
      const kinds = await host.run(
        async (vscode, file, line) => {
          const uri = vscode.Uri.file(file);
          const range = new vscode.Range(line, 0, line, 200);
          const ask = async (kind: string) =>
            await vscode.commands.executeCommand<CodeAction[]>(
              "vscode.executeCodeActionProvider",
              uri,
              range,
              kind,
              10,
            );
          const [fix] = await ask("quickfix.ambit");
          if (fix?.edit !== undefined) await vscode.workspace.applyEdit(fix.edit);
          return [fix?.kind?.value, fix?.title];
        },
        project.main,
        project.lineOf("await fetch") - 1,
      );
      assert.equal(kinds[0], "quickfix.ambit");
      assert.deepEqual(await findings(0), []);
      await host.run(async (vscode) => {
        await vscode.commands.executeCommand("workbench.action.files.revert");
      });
    });

    it("lets the grants follow a file that is renamed, when it is asked to", async () => {
      const renamed = host.run(async (vscode, folder) => {
        const at = (name: string) => vscode.Uri.joinPath(vscode.Uri.file(folder), name);
        const edit = new vscode.WorkspaceEdit();
        edit.renameFile(at("advice.ts"), at("counsel.ts"));
        await vscode.workspace.applyEdit(edit);
        await vscode.workspace.saveAll();
      }, project.folder);
      await workbench.see(".monaco-dialog-box >> text=/refactoring changes/");
      await workbench.press("Enter");
      await renamed;
      assert.match(project.read("main.ts"), /spawn: \["\.\/counsel\.ts"\]/);
      assert.match(project.read("main.ts"), /spawn<Advice>\("\.\/counsel\.ts"/);
      assert.deepEqual(await findings(0), []);
    });

    it("debugs a module that another extension starts, to its end", async () => {
      const seen = await host.run(async (vscode, file) => {
        const messages: string[] = [];
        const tracker = vscode.debug.registerDebugAdapterTrackerFactory("ambit", {
          createDebugAdapterTracker: () => ({
            onDidSendMessage: ({ event }: { readonly event?: string }) => {
              if (event !== undefined) messages.push(event);
            },
          }),
        });
        const ended = new Promise<unknown>((resolve) => vscode.debug.onDidTerminateDebugSession(resolve));
        const folder = vscode.workspace.workspaceFolders?.[0];
        const configuration = { type: "ambit", request: "launch", name: "by another", program: file };
        const started = await vscode.debug.startDebugging(folder, configuration);
        await ended;
        tracker.dispose();
        return { started, messages };
      }, project.main);
      assert.equal(seen.started, true);
      for (const event of ["initialized", "thread", "ambit/limits", "ambit/report", "ambit/outcome", "terminated"])
        assert.ok(seen.messages.includes(event), `${event} in ${seen.messages.join()}`);
    });

    it("goes on with a new server when the old one is killed", async () => {
      await host.run(async (vscode, file) => {
        const { execFileSync } = process.getBuiltinModule("node:child_process");
        const root = vscode.extensions.getExtension("ambit.ambit")?.extensionPath ?? "";
        execFileSync("pkill", ["-KILL", "-f", `${root}/dist/server.mjs`]);
        const document = await vscode.workspace.openTextDocument(file);
        // Lenses are the server's: they come when the new one answers.
        for (let lenses = 0, tries = 0; lenses === 0 && tries < 100; tries++) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          const found = await vscode.commands.executeCommand<unknown[]>("vscode.executeCodeLensProvider", document.uri);
          lenses = found.length;
        }
        const edit = new vscode.WorkspaceEdit();
        edit.insert(
          document.uri,
          new vscode.Position(document.lineCount, 0),
          'export const hidden = () => fetch("https://example.com/");\n',
        );
        await vscode.workspace.applyEdit(edit);
      }, project.main);
      const [finding] = await findings(1);
      assert.match(finding?.message ?? "", /example\.com/);
    });
  });
});
