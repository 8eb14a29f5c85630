/**
 * Calls that leave the module, calls that are refused and names of secrets in colours of their own.
 *
 * They are the semantic tokens of the language server. VS Code shows the tokens of one extension for each text, which are
 * TypeScript's; so these are laid over them.
 */
import {
  Disposable,
  languages,
  Range,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  window,
  workspace,
} from "vscode";
import type { SemanticTokens, SemanticTokensParams } from "vscode-languageclient";
import type { LanguageServer } from "./language-client.ts";
import { isForServer } from "./languages.ts";
import { type ColoredWord, coloredWords, WORD_KINDS } from "./colored-words.ts";

/** How long after a change the words are asked for, in milliseconds. */
const SETTLE_MS = 100;

/** Begins to colour; ends when disposed. */
export function colorCalls(server: LanguageServer): Disposable {
  const types = WORD_KINDS.map(
    (kind) =>
      [kind, window.createTextEditorDecorationType({ color: new ThemeColor(`ambit.${kind}Foreground`) })] as const,
  );
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const editor of window.visibleTextEditors) void refresh(server, editor, types);
    }, SETTLE_MS);
  };
  soon();
  return Disposable.from(
    window.onDidChangeVisibleTextEditors(soon),
    languages.onDidChangeDiagnostics(soon),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (window.visibleTextEditors.some((editor) => editor.document === document)) soon();
    }),
    workspace.onDidChangeConfiguration(soon),
    server.onDidChangeState(soon),
    new Disposable(() => clearTimeout(timer)),
    ...types.map(([, type]) => type),
  );
}

async function refresh(
  server: LanguageServer,
  editor: TextEditor,
  types: readonly (readonly [ColoredWord["kind"], TextEditorDecorationType])[],
): Promise<void> {
  const { document } = editor;
  if (!isForServer(document)) return;
  const { version } = document;
  const words = isWanted(editor) ? await wordsOf(server, editor) : [];
  // A text that has changed meanwhile is asked about again.
  if (document.version !== version) return;
  for (const [kind, type] of types) {
    const ranges = words
      .filter((word) => word.kind === kind)
      .map(({ line, character, length }) => new Range(line, character, line, character + length));
    editor.setDecorations(type, ranges);
  }
}

/** The setting of VS Code for semantic colours holds for these too. */
function isWanted({ document }: TextEditor): boolean {
  return workspace.getConfiguration("editor", document).get("semanticHighlighting.enabled") !== false;
}

async function wordsOf(server: LanguageServer, { document }: TextEditor): Promise<readonly ColoredWord[]> {
  if (server.state !== "running") return [];
  const params: SemanticTokensParams = { textDocument: { uri: document.uri.toString() } };
  const tokens = await server.request<SemanticTokens | null>("textDocument/semanticTokens/full", params);
  return coloredWords(tokens?.data ?? []);
}
