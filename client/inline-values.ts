/**
 * Limits and variables in the text while an Ambit program stands still.
 *
 * The provider is there only while one is debugged: it takes the place of what VS Code shows by itself in other sessions.
 */
import {
  debug,
  type DebugSession,
  Disposable,
  InlineValueVariableLookup,
  languages,
  type InlineValuesProvider,
} from "vscode";
import type { InlineValueParams, InlineValueVariableLookup as LspLookup } from "vscode-languageclient";
import { DEBUG_TYPE } from "./debug.ts";
import type { LanguageServer } from "./language-client.ts";
import { LANGUAGES } from "./languages.ts";
import { toRange } from "./show-place.ts";

/** Shows them in our sessions. */
export function showInlineValues(server: LanguageServer): Disposable {
  const sessions = new Set<DebugSession>();
  let provider: Disposable | undefined;
  const update = (): void => {
    if (sessions.size > 0) provider ??= register(server);
    else {
      provider?.dispose();
      provider = undefined;
    }
  };
  return Disposable.from(
    debug.onDidStartDebugSession((session) => {
      if (session.type === DEBUG_TYPE) sessions.add(session);
      update();
    }),
    debug.onDidTerminateDebugSession((session) => {
      sessions.delete(session);
      update();
    }),
    new Disposable(() => provider?.dispose()),
  );
}

function register(server: LanguageServer): Disposable {
  const provider: InlineValuesProvider = {
    provideInlineValues: async (document, { end, start }, { frameId, stoppedLocation: stopped }) => {
      const params: InlineValueParams = {
        textDocument: { uri: document.uri.toString() },
        range: { start, end },
        context: { frameId, stoppedLocation: { start: stopped.start, end: stopped.end } },
      };
      const values = await server.request<readonly LspLookup[] | null>("textDocument/inlineValue", params);
      return (values ?? []).map(
        ({ range, variableName }) => new InlineValueVariableLookup(toRange(range), variableName),
      );
    },
  };
  const selector = LANGUAGES.map((language) => ({ scheme: "file", language }));
  return languages.registerInlineValuesProvider(selector, provider);
}
