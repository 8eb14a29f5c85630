/** How modules ran last, for the client. */
import type { LastRun } from "../../runtime-core/base/last-run.ts";
import type { SourceText } from "../../runtime-core/base/source-text.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";
import { hashText, watchLastRuns } from "../../runtime-core/workspace/index.ts";
import type { LastRunView, ModuleParams } from "../protocol.ts";
import type { LanguageServer } from "./language-server.ts";
import { sendRefreshes, supportedRefreshes } from "./refresh.ts";

export async function onLastRun(server: LanguageServer, params: ModuleParams): Promise<LastRunView | null> {
  const place = await server.place(params);
  const known = place?.lastRun();
  if (known === undefined) return null;
  const { texts: _, version: __, ...run } = known.run;
  return { ...run, isCurrent: known.isCurrent };
}

/** Whether the texts of a module are those that ran. */
export function isOfTexts({ texts }: LastRun, { files }: PreparedModule): boolean {
  return (
    Object.keys(texts).length === files.size &&
    files.entries().every(([path, { source }]) => texts[path] === hashOf(source))
  );
}

const HASHES = new WeakMap<SourceText, string>();

/** A text is hashed once, however often it is asked about. */
function hashOf(source: SourceText): string {
  let hash = HASHES.get(source);
  if (hash === undefined) HASHES.set(source, (hash = hashText(source.text)));
  return hash;
}

/** Has the client ask again for what it shows whenever a module has run. */
export function followRuns({ client, connection }: LanguageServer): void {
  const hints = supportedRefreshes(client).filter(({ method }) => method === "workspace/inlayHint/refresh");
  if (hints.length > 0) watchLastRuns(() => sendRefreshes(connection, hints));
}
