/** A fixture with a cursor, prepared. */
import assert from "node:assert/strict";
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import { prepare, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { fixtureWorkspace, parseFixture } from "../fixtures/markers.ts";

/** A prepared fixture and where its cursor stands. */
export interface PreparedCursor {
  readonly prepared: PreparedModule;
  readonly file: FilePath;
  readonly offset: number;
  /** The text of the file with the cursor. */
  readonly text: string;
  readonly workspace: () => Workspace;
  readonly lastRun: () => undefined;
  readonly manifestOf: () => undefined;
}

/** Prepares the fixture from its first file. */
export async function prepareAtCursor(text: string): Promise<PreparedCursor> {
  const fixture = parseFixture(text);
  const { cursor, entry, files } = fixture;
  assert.ok(cursor, "the fixture has a cursor");
  const workspace = fixtureWorkspace(fixture);
  const prepared = await prepare(entry, workspace);
  const content = files[cursor.file] ?? "";
  const unknown = () => undefined;
  return { prepared, ...cursor, text: content, workspace: () => workspace, lastRun: unknown, manifestOf: unknown };
}
