/** A fixture with a cursor: `$0` in the text of `/main.ts`; `//- /name` starts another file. */
import assert from "node:assert/strict";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { prepare, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";

/** A prepared fixture and where its cursor stands. */
export interface Cursor {
  readonly prepared: PreparedModule;
  readonly file: FilePath;
  readonly offset: number;
  /** The text around an offset, for messages. */
  readonly text: string;
}

/** Prepares the fixture; its first file is the entry. */
export async function prepareAtCursor(fixture: string): Promise<Cursor> {
  const files = split(fixture);
  const [entry, marked] = [...files].find(([, text]) => text.includes("$0")) ?? [];
  assert.ok(entry !== undefined && marked !== undefined, "the fixture has a cursor");
  const text = marked.replace("$0", "");
  files.set(entry, text);
  const prepared = await prepare([...files.keys()][0] ?? "", new MemoryWorkspace(Object.fromEntries(files)));
  return { prepared, file: entry, offset: marked.indexOf("$0"), text };
}

function split(fixture: string): Map<FilePath, string> {
  const parts = fixture.split(/^\/\/- (\S+)\n/m);
  if (parts.length === 1) return new Map([["/main.ts", fixture]]);
  const files = new Map<FilePath, string>();
  for (let i = 1; i < parts.length; i += 2) files.set(parts[i] ?? "", parts[i + 1] ?? "");
  return files;
}
