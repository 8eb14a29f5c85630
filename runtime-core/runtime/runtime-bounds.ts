/**
 * What a runtime allows all its modules, whatever their manifests say: grants, limits of each run, and limits that its
 * runs share.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { CODES, messageOf } from "../base/codes/table.ts";
import type { LimitName } from "../limits/known-limits.ts";
import { LimiterSet } from "../limits/limiter-set.ts";
import { sharedAmong } from "../limits/shared-limits.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import { type NamedDomain, namedSubject } from "../permissions/granted-names.ts";
import { Grants } from "../permissions/grants.ts";
import { MonotonicClock } from "../runner/monotonic-clock.ts";
import type { RuntimeBounds } from "../runner/protocol.ts";

/** The bounds of one runtime. */
export class Bounds {
  /** As a runner reads them. */
  readonly data: RuntimeBounds;
  readonly #grants: Grants | undefined;
  readonly #shared: LimiterSet;

  /**
   * @param grant Like `permissions` of a manifest; paths are relative to the root. Everything is allowed when absent.
   * @param limits Like `limits` of a manifest.
   * @throws {AmbitError} `run/invalid-bounds`
   */
  constructor(grant: object | undefined, limits: object | undefined) {
    // What is written as JSON is what runners get; what the program changes later changes nothing.
    this.data = JSON.parse(JSON.stringify({ permissions: grant, limits })) as RuntimeBounds;
    const { manifest, problems } = parseManifest(this.data, "/");
    const errors = problems.filter(({ code }) => CODES[code].severity === "error");
    if (errors.length > 0) {
      const said = errors.map(({ path, code, data }) => `${placeOf(path)}: ${messageOf(code, data as never)}`);
      throw new AmbitError("run/invalid-bounds", { problems: said });
    }
    this.#grants = grant === undefined ? undefined : new Grants(manifest.permissions);
    this.#shared = new LimiterSet(sharedAmong(manifest.limits), {
      clock: new MonotonicClock(),
      owner: "runtime",
      cpuTime: "charged",
      onExhausted: () => {},
    });
  }

  /** Takes from a limit that runs share, in order of arrival; rejects when the signal fires before. */
  async take(limit: LimitName, amount: number, signal: AbortSignal): Promise<void> {
    await this.#shared.take(limit, amount, { signal });
  }

  /** Whether modules may read a variable of the environment, or use a secret. */
  allow(domain: NamedDomain, name: string): boolean {
    const subject = namedSubject(domain, name);
    return this.#grants === undefined || (subject.ok && this.#grants.check(subject.value).verdict === "allowed");
  }
}

/** The options are `grant` and `limits`. */
function placeOf([section, ...rest]: readonly (string | number)[]): string {
  return [section === "permissions" ? "grant" : section, ...rest].join(".");
}
