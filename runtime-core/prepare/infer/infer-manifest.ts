/**
 * The text of a module with the smallest manifest that covers what it does.
 *
 * A manifest that is there keeps its other sections, its comments and its order: grants are added, narrowed and taken out
 * one by one, each by the edit that an editor would make. What something unknown could use stays.
 */
import type { FilePath } from "../../base/span.ts";
import { withText, type Workspace } from "../../base/workspace.ts";
import { includes } from "../../permissions/includes.ts";
import { parsePermission, type PermissionText } from "../../permissions/parse-permission.ts";
import { isWhole } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import { grantFor } from "../5-symbolic/rules/asked-permission.ts";
import { isInvalid } from "../5-symbolic/rules/missing-permission.ts";
import { certainGrants, effectUses } from "../5-symbolic/rules/unused-grant.ts";
import type { Effect } from "../effect.ts";
import { applyEdits, type FileEdit } from "../file-edit.ts";
import { grantEdits } from "../manifest-edits/grant-edits.ts";
import { hasMisplacedManifest, unexportedManifest } from "../manifest-edits/export-manifest.ts";
import { manifestExpression } from "../manifest-edits/manifest-nodes.ts";
import { newManifestEdits } from "../manifest-edits/new-manifest.ts";
import { replaceGrantEdits } from "../manifest-edits/replace-grant.ts";
import { folderOf } from "../../base/file-path.ts";
import { prepare } from "../prepare.ts";
import type { PreparedModule, WrittenGrant } from "../prepared-module.ts";
import { StepCache } from "../step-cache.ts";
import { type InferredGrant, inferGrants, type LeftOut, noteOf } from "./infer-grants.ts";

/** A module before or after. */
export interface ModuleState {
  readonly text: string;
  readonly prepared: PreparedModule;
  /** Calls that no grant covers and nobody has decided about; places are those of this text. */
  readonly leftOut: readonly LeftOut[];
}

/** A module as it is and as it would be. */
export interface InferredManifest {
  readonly before: ModuleState;
  readonly after: ModuleState;
  /** The statement that declares the manifest afterwards, behind constants of it that changed; empty when there is none. */
  readonly declaration: string;
  /** Grants that are needed and could not be written: the part of the manifest is no literal. */
  readonly unwritten: readonly PermissionText[];
}

/** More changes than any manifest needs; each adds, narrows or takes out one grant. */
const MOST_CHANGES = 1000;

/** Infers the manifest of the module at `path`; nothing where a file does not parse. Reads only; cost: one preparation for each change. */
export async function inferManifest(path: FilePath, workspace: Workspace): Promise<InferredManifest> {
  const draft = new Draft(path, workspace);
  const first = await draft.prepare();
  const text = textOf(first);
  if (!isWhole(first.parsed)) {
    const state = { text, prepared: first, leftOut: [] };
    return { before: state, after: state, declaration: "", unwritten: [] };
  }
  const { grants, leftOut } = inferGrants(first);
  const notes = notesOf(leftOut, text);
  const file = first.parsed.files.get(path);
  const hidden = file && unexportedManifest(first.parsed, file);
  if (hidden !== undefined) draft.apply(text, hidden.edits);
  if (hidden !== undefined || file?.bindings.exports.has("manifest") !== false) await draft.revise(grants, notes);
  else if (!hasMisplacedManifest(first)) draft.apply(text, newManifestEdits(first, grants, notes));
  const failed = await draft.grantForChildren();
  const last = await draft.prepare();
  const missing = grants.map(({ permission }) => permission).filter((permission) => !isGranted(last, permission));
  return {
    before: { text, prepared: first, leftOut },
    after: { text: textOf(last), prepared: last, leftOut: inferGrants(last).leftOut },
    declaration: declarationOf(last, text),
    unwritten: [...missing, ...failed],
  };
}

/**
 * Whether `inferManifest` would leave a module that exports a manifest as it is. Prepares nothing: where the first round of changes has
 * none, there is no second one.
 */
export function grantsExactly(prepared: PreparedModule): boolean {
  const { grants, leftOut } = inferGrants(prepared);
  const isLacking = ({ permission }: InferredGrant): boolean => grantEdits(prepared, permission).length > 0;
  const hasNews = (): boolean =>
    notesOf(leftOut, textOf(prepared)).length > 0 && manifestStatement(prepared) !== undefined;
  return !(
    grants.some(isLacking) ||
    hasNews() ||
    findExcess(prepared, grants) !== undefined ||
    neededByChildren(prepared).some((permission) => grantEdits(prepared, permission).length > 0)
  );
}

/** The text of a module while it is changed. */
class Draft {
  readonly #path: FilePath;
  readonly #workspace: Workspace;
  readonly #cache = new StepCache();
  #text: string | undefined;

  constructor(path: FilePath, workspace: Workspace) {
    this.#path = path;
    this.#workspace = workspace;
  }

  async prepare(): Promise<PreparedModule> {
    const below = this.#workspace;
    const workspace = this.#text === undefined ? below : withText(below, this.#path, this.#text);
    return await prepare(this.#path, workspace, { cache: this.#cache });
  }

  apply(before: string, edits: readonly FileEdit[]): void {
    const own = edits.filter((edit) => edit.file === this.#path);
    this.#text = applyEdits(before, own);
  }

  /** Adds what is missing, then narrows and takes out what is too much. */
  async revise(grants: readonly InferredGrant[], notes: readonly string[]): Promise<void> {
    for (const { permission, why } of grants) {
      const prepared = await this.prepare();
      this.apply(textOf(prepared), grantEdits(prepared, permission, why === undefined ? {} : { comment: why }));
    }
    for (let changes = 0; changes < MOST_CHANGES; changes++) {
      const prepared = await this.prepare();
      const excess = findExcess(prepared, grants);
      if (excess === undefined) break;
      if (excess.ofOtherKinds.length === 0) this.apply(textOf(prepared), excess.edits);
      else await this.#changeKind(excess);
    }
    const prepared = await this.prepare();
    const statement = manifestStatement(prepared);
    if (statement === undefined || notes.length === 0) return;
    const span = { start: statement.getStart(), end: statement.getStart() };
    const now = textOf(prepared);
    const newline = now.includes("\r\n") ? "\r\n" : "\n";
    const text = notes.map((note) => `// ${note}${newline}`).join("");
    this.apply(now, [{ file: this.#path, span, text }]);
  }

  /** Grants what is needed of a grant under other kinds, and then no more than that of its own. */
  async #changeKind({ grant, ofOtherKinds, resources }: Excess): Promise<void> {
    const isSame = ({ permission: { domain, kind }, text }: WrittenGrant): boolean =>
      domain === grant.permission.domain && kind === grant.permission.kind && text === grant.text;
    for (const permission of ofOtherKinds) {
      const prepared = await this.prepare();
      const without = prepared.manifest?.grants.find(isSame);
      this.apply(textOf(prepared), grantEdits(prepared, permission, without === undefined ? {} : { without }));
    }
    const prepared = await this.prepare();
    const old = prepared.manifest?.grants.find(isSame);
    if (old === undefined) return;
    this.apply(textOf(prepared), replaceGrantEdits(prepared, old, { resources, isAlike: () => false }));
  }

  /** Grants what children have that are spawned as they are. @returns What could not be written. */
  async grantForChildren(): Promise<readonly PermissionText[]> {
    const failed = new Map<string, PermissionText>();
    for (let changes = 0; changes < MOST_CHANGES; changes++) {
      const prepared = await this.prepare();
      const permission = neededByChildren(prepared).find((each) => !failed.has(JSON.stringify(each)));
      if (permission === undefined) break;
      const edits = grantEdits(prepared, permission);
      if (edits.length === 0) failed.set(JSON.stringify(permission), permission);
      else this.apply(textOf(prepared), edits);
    }
    return [...failed.values()];
  }
}

function neededByChildren({ diagnostics }: PreparedModule): readonly PermissionText[] {
  return diagnostics.flatMap(({ code, data }) => {
    if (code !== "symbolic/child-exceeds-parent") return [];
    const { permission } = data as { readonly permission?: PermissionText };
    return permission === undefined ? [] : [permission];
  });
}

/** What is left of a grant. */
interface Needed {
  readonly resources: readonly string[];
  /** Needed under a kind that the one of the grant includes. */
  readonly ofOtherKinds: readonly PermissionText[];
}

/** A grant that is too much, and the edits that leave `resources` of it. */
interface Excess extends Needed {
  readonly grant: WrittenGrant;
  readonly edits: readonly FileEdit[];
}

/** The first grant that is too much and can be changed. */
function findExcess(prepared: PreparedModule, grants: readonly InferredGrant[]): Excess | undefined {
  const { effects: report, manifest, path: entry } = prepared;
  if (manifest === undefined) return undefined;
  const certain = certainGrants({ entry, report, manifest, isWhole: isWhole(prepared.parsed) });
  for (const grant of certain) {
    const needed = neededInstead(prepared, grant, grants);
    if (needed === undefined) continue;
    const isAlike = (other: WrittenGrant): boolean =>
      needed.ofOtherKinds.length === 0 &&
      certain.includes(other) &&
      other.permission.kind !== grant.permission.kind &&
      neededInstead(prepared, other, grants)?.resources.join("\n") === needed.resources.join("\n");
    const edits = replaceGrantEdits(prepared, grant, { resources: needed.resources, isAlike });
    if (edits.length > 0) return { ...needed, grant, edits };
  }
  return undefined;
}

/** What to grant in the place of a grant that is too much; undefined when it is not, or nobody knows. */
function neededInstead(
  { effects, manifest, path: entry }: PreparedModule,
  grant: WrittenGrant,
  grants: readonly InferredGrant[],
): Needed | undefined {
  const { permission: granted } = grant;
  const all = manifest?.grants ?? [];
  const canUse = (each: Effect): boolean =>
    (grantFor(each, entry) === undefined || isInvalid(each, effects)) &&
    effectUses(each, { permission: granted, entry });
  if (effects.effects.some(canUse)) return undefined;
  const needed = grants.filter(({ permission }) => covers(grant, permission, entry));
  if (needed.some(({ permission }) => isWithin(grant, permission, entry)) && !isRepeated(grant, all)) return undefined;
  const others = all.filter((each) => each !== grant);
  const instead = needed
    .map(({ permission }) => permission)
    .filter((permission) => !others.some((each) => covers(each, permission, entry)));
  const isOfKind = ({ kind }: PermissionText): boolean => kind === granted.kind;
  return {
    resources: instead.filter(isOfKind).map(({ resource }) => resource),
    ofOtherKinds: instead.filter((permission) => !isOfKind(permission)),
  };
}

function covers({ permission }: WrittenGrant, asked: PermissionText, entry: FilePath): boolean {
  const parsed = parsePermission(asked, folderOf(entry));
  return parsed.ok && includes(permission, parsed.value);
}

function isWithin({ permission }: WrittenGrant, asked: PermissionText, entry: FilePath): boolean {
  const parsed = parsePermission(asked, folderOf(entry));
  return parsed.ok && includes(parsed.value, permission);
}

/** Whether an earlier grant is the same. */
function isRepeated(grant: WrittenGrant, all: readonly WrittenGrant[]): boolean {
  const earlier = all.slice(0, all.indexOf(grant));
  return earlier.some((each) => includes(each.permission, grant.permission));
}

function isGranted({ manifest, path }: PreparedModule, permission: PermissionText): boolean {
  return (manifest?.grants ?? []).some((grant) => covers(grant, permission, path));
}

/** Lines about what is not granted; those that the text has already are not said again. */
function notesOf(leftOut: readonly LeftOut[], text: string): readonly string[] {
  const news = leftOut.filter((each) => !text.includes(noteOf(each)));
  const lines = [...new Set(news.map((each) => `${noteOf(each)}: ${each.reason}`))];
  return lines.length === 0 ? [] : ["TODO: not granted, because it is not known what is reached:", ...lines];
}

function textOf({ files, path }: PreparedModule): string {
  return files.get(path)?.source.text ?? "";
}

function declarationOf(prepared: PreparedModule, before: string): string {
  const manifest = manifestStatement(prepared);
  if (manifest === undefined) return "";
  const statements = prepared.parsed.files.get(prepared.path)?.statements ?? [];
  const changed = statements.filter((each) => ts.isVariableStatement(each) && !before.includes(each.getText()));
  const shown = [...changed.filter((each) => each !== manifest), manifest];
  return shown.map((each) => each.getText()).join("\n");
}

function manifestStatement({ parsed, path }: PreparedModule): ts.Statement | undefined {
  const file = parsed.files.get(path);
  return ts.findAncestor(file && manifestExpression(file), ts.isVariableStatement);
}
