/** What the runtime allows every module of this run, whatever its manifest says. */
import type { ContextBounds } from "../context/context.ts";
import type { Limit } from "../limits/limit.ts";
import { sharedAmong } from "../limits/shared-limits.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import { Grants } from "../permissions/grants.ts";
import type { FromRunner, RuntimeBounds } from "./protocol.ts";
import { SharedTakes } from "./shared-takes.ts";

/** The bounds of one run. */
export class RunBounds implements ContextBounds {
  readonly grants?: Grants;
  readonly limits: readonly Limit[];
  readonly shared: SharedTakes;

  /** @param data What the supervisor has read and found right. */
  constructor(data: RuntimeBounds, send: (message: FromRunner) => Promise<void>) {
    const { permissions, limits } = parseManifest(data, "/").manifest;
    if (data.permissions !== undefined) this.grants = new Grants(permissions);
    this.limits = limits;
    this.shared = new SharedTakes(sharedAmong(limits), send);
  }
}
