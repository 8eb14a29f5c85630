/**
 * What calls ask for, read from their arguments. Modules ask for the same again and again, so what was read is kept.
 */
import type { FilePath } from "../base/span.ts";
import type { Capability, Need } from "../capabilities/capability.ts";
import { needsOf } from "../capabilities/needs-of.ts";
import { printResource } from "../permissions/parse-permission.ts";
import type { Permission, Subject } from "../permissions/permission.ts";

const MAX_KEPT = 1000;
const MAX_KEPT_CHARACTERS = 256;

/** What a call asks for. */
export interface Checked {
  readonly asked: readonly (Permission | Subject)[];
  /** The project path of the first argument, when the call asks to read exactly that. */
  readonly path: FilePath | undefined;
}

/** What the calls of one module ask for. */
export class Subjects {
  readonly #moduleDir: FilePath;
  readonly #kept = new Map<string, Checked>();

  constructor(moduleDir: FilePath) {
    this.#moduleDir = moduleDir;
  }

  /** @throws {AmbitError} `host/invalid-argument` when an argument is no resource. */
  of(row: Capability, args: readonly unknown[]): Checked {
    const [need] = row.needs;
    const [text] = args;
    if (
      need === undefined ||
      row.needs.length > 1 ||
      !isReadOfFirst(need) ||
      typeof text !== "string" ||
      text.length > MAX_KEPT_CHARACTERS
    )
      return { asked: needsOf(row, args, this.#moduleDir), path: undefined };
    const kept = this.#kept.get(text);
    if (kept !== undefined) return kept;
    const asked = needsOf(row, args, this.#moduleDir);
    const checked = { asked, path: printResource(asked[0] as Subject) };
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(text, checked);
    return checked;
  }
}

function isReadOfFirst({ domain, kind, resource }: Need): boolean {
  return domain === "fs" && kind === "read" && resource.argument === 0 && resource.below === undefined;
}
