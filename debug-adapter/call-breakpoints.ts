/**
 * Breakpoints at calls of the host: by what they ask for ("fs.read ./config/**", "fetch"), by the grant that allows them,
 * and by what is left of a limit that they take from. In DAP the first are function breakpoints, the others data breakpoints.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { folderOf } from "../runtime-core/base/file-path.ts";
import { needsOf } from "../runtime-core/capabilities/needs-of.ts";
import { type CapabilityName, capability, CAPABILITIES } from "../runtime-core/capabilities/table.ts";
import type { Capability } from "../runtime-core/capabilities/capability.ts";
import { isAmbitError, type LimitSnapshot } from "../runtime-core/index.ts";
import { isLimitName } from "../runtime-core/limits/known-limits.ts";
import { parseQuantity } from "../runtime-core/limits/parse-limit.ts";
import { overlaps } from "../runtime-core/permissions/includes.ts";
import { parsePermission } from "../runtime-core/permissions/parse-permission.ts";
import type { CallFrame } from "./cdp.ts";
import { type ComingCall, Crossing } from "./crossing.ts";
import type { Isolate } from "./debuggee.ts";
import { isOvertaken } from "./inspector-client.ts";
import { type HitCondition, parseHitCondition } from "./hit-condition.ts";
import type { Container } from "./references.ts";
import { syntaxError } from "./syntax-error.ts";
import { thrownText } from "./variables.ts";

/** What stops. */
type Aim =
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "permission"; readonly domain: string; readonly action: string; readonly resource: string }
  | {
      readonly kind: "limit";
      readonly isolate: string;
      readonly limit: string;
      readonly below: number;
      readonly orEqual: boolean;
    };

/** One breakpoint. */
export interface CallBreakpoint {
  readonly id: number;
  readonly type: "function breakpoint" | "data breakpoint";
  readonly aim: Aim | undefined;
  /** An expression about the caller's values. */
  readonly condition: string | undefined;
  readonly hitCondition: HitCondition | undefined;
  /** Why it can never be hit. */
  readonly refusal: string | undefined;
  hits: number;
}

const NAMES = Object.keys(CAPABILITIES) as CapabilityName[];
const WITH_NEEDS = NAMES.filter((name) => capability(name).needs.length > 0);
/** Without a condition a limit stops when there is less of it than ever can be. */
const ANY = Infinity;
/** A condition may run for so long. */
const TIMEOUT_MS = 500;

/** What the breakpoints need. */
export interface CallBreakpointsLinks {
  /** A new id of a breakpoint. */
  readonly newId: () => number;
  /** A condition does not work. */
  readonly conditionThrew: (condition: string, error: string) => void;
}

/** All of a session. */
export class CallBreakpoints {
  readonly #links: CallBreakpointsLinks;
  readonly #crossing = new Crossing();
  readonly #isolates = new Set<Isolate>();
  #functions: readonly CallBreakpoint[] = [];
  #data: readonly CallBreakpoint[] = [];
  /** Those of which was said that their condition throws. */
  readonly #complained = new Set<number>();

  constructor(links: CallBreakpointsLinks) {
    this.#links = links;
  }

  /** Answers "setFunctionBreakpoints". */
  async replaceFunctions({
    breakpoints,
  }: DebugProtocol.SetFunctionBreakpointsArguments): Promise<DebugProtocol.SetBreakpointsResponse["body"]> {
    this.#functions = breakpoints.map(({ name, condition, hitCondition }) =>
      this.#create("function breakpoint", aimOfName(name), { condition, hitCondition }),
    );
    return await this.#replaced(this.#functions);
  }

  /** Answers "setDataBreakpoints". */
  async replaceData({
    breakpoints,
  }: DebugProtocol.SetDataBreakpointsArguments): Promise<DebugProtocol.SetBreakpointsResponse["body"]> {
    this.#data = breakpoints.map(({ dataId, condition, hitCondition }) => {
      const aim = aimOfData(dataId, condition);
      // That of a limit is about what is left of it.
      const isLimit = dataId.startsWith("limit ");
      return this.#create("data breakpoint", aim, { condition: isLimit ? undefined : condition, hitCondition });
    });
    return await this.#replaced(this.#data);
  }

  /** Answers "dataBreakpointInfo": limits and grants have an id, other variables have none. */
  info(container: Container | undefined, name: string): DebugProtocol.DataBreakpointInfoResponse["body"] {
    if (container?.kind === "limits" && isLimitName(name)) {
      const description = `${name} of thread ${container.isolate.id}, when a call takes from it`;
      return {
        dataId: `limit ${container.isolate.id} ${name}`,
        description,
        accessTypes: ["write"],
        canPersist: false,
      };
    }
    if (container?.kind === "permissions") {
      return {
        dataId: `grant ${name}`,
        description: `calls that ask for ${name}`,
        accessTypes: ["read"],
        canPersist: true,
      };
    }
    return { dataId: null, description: "Only limits and permissions can be watched" };
  }

  /** A program begins: hits are counted from 0 again. */
  begin(): void {
    for (const breakpoint of [...this.#functions, ...this.#data]) breakpoint.hits = 0;
  }

  /** Sets what there is in a new isolate. */
  async addIsolate(isolate: Isolate): Promise<void> {
    this.#isolates.add(isolate);
    await this.#crossing.watch(isolate, this.#names());
  }

  /** Forgets an isolate. */
  removeIsolate(isolate: Isolate): void {
    this.#isolates.delete(isolate);
  }

  /** Those that stop at the call at which an isolate stands. */
  async hit(isolate: Isolate, frame: CallFrame | undefined, ids: readonly string[]): Promise<CallBreakpoint[]> {
    const call = await this.#crossing.callAt(isolate, frame, ids);
    if (call === undefined) return [];
    const met: CallBreakpoint[] = [];
    for (const breakpoint of [...this.#functions, ...this.#data]) {
      if (!(await this.#concerns(breakpoint, isolate, call))) continue;
      if (!(await this.#isMet(breakpoint, isolate))) continue;
      if (this.#counts(breakpoint)) met.push(breakpoint);
    }
    return met;
  }

  /** Those on a limit that no call takes from, such as CPU time: less is left of it, or it has just come below what they name. */
  passed(isolate: string, now: readonly LimitSnapshot[], before: readonly LimitSnapshot[]): CallBreakpoint[] {
    return this.#data.filter((breakpoint) => {
      const { aim } = breakpoint;
      if (aim?.kind !== "limit" || aim.isolate !== isolate || rowsTaking(aim.limit).length > 0) return false;
      const leftOf = (limits: readonly LimitSnapshot[]): number =>
        limits.find(({ name }) => name === aim.limit)?.available ?? Infinity;
      const [left, leftBefore] = [leftOf(now), leftOf(before)];
      const passes = aim.below === ANY ? left < leftBefore : isBelow(left, aim) && !isBelow(leftBefore, aim);
      return passes && this.#counts(breakpoint);
    });
  }

  /** Counts a hit; gives whether it stops. */
  #counts(breakpoint: CallBreakpoint): boolean {
    breakpoint.hits += 1;
    return breakpoint.hitCondition?.(breakpoint.hits) !== false;
  }

  #create(
    type: CallBreakpoint["type"],
    aim: Aim | string,
    { condition, hitCondition }: { readonly condition: string | undefined; readonly hitCondition: string | undefined },
  ): CallBreakpoint {
    const hits = parseHitCondition(hitCondition);
    const refusal = typeof aim === "string" ? aim : (hits.problem ?? syntaxError(condition));
    return {
      id: this.#links.newId(),
      type,
      aim: refusal === undefined && typeof aim === "object" ? aim : undefined,
      condition: condition?.trim() === "" ? undefined : condition,
      hitCondition: hits.condition,
      refusal,
      hits: 0,
    };
  }

  async #replaced(set: readonly CallBreakpoint[]): Promise<DebugProtocol.SetBreakpointsResponse["body"]> {
    const names = this.#names();
    await Promise.all([...this.#isolates].map((isolate) => this.#watch(isolate, names)));
    const breakpoints = set.map(({ id, refusal }) =>
      refusal === undefined ? { id, verified: true } : { id, verified: false, message: refusal },
    );
    return { breakpoints };
  }

  async #watch(isolate: Isolate, names: readonly CapabilityName[]): Promise<void> {
    try {
      await this.#crossing.watch(isolate, names);
    } catch (error) {
      // It ended meanwhile.
      if (!isOvertaken(error)) throw error;
    }
  }

  /** The functions at whose calls isolates have to stop for a closer look. */
  #names(): readonly CapabilityName[] {
    const aims = [...this.#functions, ...this.#data].flatMap(({ aim }) => aim ?? []);
    return NAMES.filter((name) => aims.some((aim) => mayConcern(aim, name)));
  }

  /** Whether its condition holds where the call is made; of one that throws that is told, once. */
  async #isMet({ id, condition }: CallBreakpoint, isolate: Isolate): Promise<boolean> {
    if (condition === undefined) return true;
    const request = { expression: `!!(${condition}\n)`, returnByValue: true, silent: true, timeout: TIMEOUT_MS };
    const answer = await isolate.evaluate(request, isolate.pause?.frames[0]?.callFrameId);
    if (answer.exceptionDetails === undefined) return answer.result.value === true;
    if (!this.#complained.has(id)) this.#links.conditionThrew(condition, thrownText(answer));
    this.#complained.add(id);
    return false;
  }

  async #concerns({ aim }: CallBreakpoint, isolate: Isolate, { row, args }: ComingCall): Promise<boolean> {
    switch (aim?.kind) {
      case undefined:
        return false;
      case "function":
        return row.name === aim.name;
      case "permission":
        return asksFor(aim, { row, args }, isolate);
      case "limit": {
        if (aim.isolate !== isolate.id || row.takes.every((take) => take.limit !== aim.limit)) return false;
        const limits = (await isolate.debuggee.snapshot(isolate))?.limits ?? [];
        return limits.some((limit) => limit.name === aim.limit && isBelow(limit.available, aim));
      }
      default:
        return aim satisfies never;
    }
  }
}

function mayConcern(aim: Aim, name: CapabilityName): boolean {
  const { needs, takes, name: called } = capability(name);
  if (aim.kind === "function") return called === aim.name;
  if (aim.kind === "limit") return takes.some((take) => take.limit === aim.limit);
  return needs.some((need) => need.domain === aim.domain);
}

function asksFor(aim: Extract<Aim, { kind: "permission" }>, { row, args }: ComingCall, isolate: Isolate): boolean {
  const moduleDir = folderOf(isolate.module);
  let asked: ReturnType<typeof needsOf>;
  try {
    asked = needsOf(row, args, moduleDir);
  } catch (error) {
    // The host refuses the call for its arguments, before it asks for anything.
    if (isAmbitError(error, "host/invalid-argument")) return false;
    throw error;
  }
  const pattern = parsePermission({ domain: aim.domain, kind: aim.action, resource: aim.resource }, moduleDir);
  return asked.some((each) => {
    if (aim.resource === "*") return each.domain === aim.domain && each.kind === aim.action;
    return pattern.ok && overlaps(pattern.value, each);
  });
}

/** "fs.read ./config/**", "http.write", "http.write *", "readText"; a text says what is wrong. */
function aimOfName(name: string): Aim | string {
  const written = name.trim();
  if (WITH_NEEDS.some((each) => capability(each).name === written)) return { kind: "function", name: written };
  const found = /^(?<domain>\w+)\.(?<action>\w+)(?:\s+(?<resource>\S.*))?$/s.exec(written)?.groups;
  const { domain, action, resource = "*" } = found ?? {};
  if (domain === undefined || action === undefined)
    return `"${written}" is neither a host function nor a permission such as "fs.read ./config/**" or "http.write"`;
  const pattern = { domain, kind: action, resource: resource === "*" ? sampleOf(domain) : resource };
  const parsed = parsePermission(pattern, "/");
  return parsed.ok ? { kind: "permission", domain, action, resource } : parsed.error.message;
}

/** A resource that any kind of the domain takes, to have the kind checked. */
function sampleOf(domain: string): string {
  if (domain === "http") return "https://localhost";
  if (domain === "websocket") return "wss://localhost";
  return domain === "fs" || domain === "modules" ? "/**" : domain === "database" ? "a/b" : "A";
}

function aimOfData(dataId: string, condition: string | undefined): Aim | string {
  const [, isolate, limit] = /^limit (\S+) (\S+)$/.exec(dataId) ?? [];
  if (isolate === undefined || limit === undefined)
    return dataId.startsWith("grant ")
      ? aimOfName(dataId.slice("grant ".length))
      : `"${dataId}" is no data of a program`;
  if (condition === undefined || condition.trim() === "")
    return { kind: "limit", isolate, limit, below: ANY, orEqual: true };
  const [, operator, amount = ""] = /^\s*(?:available\s*)?(<=?)\s*(\S+)\s*$/.exec(condition) ?? [];
  const quantity = parseQuantity(/^\d+$/.test(amount) ? Number(amount) : amount);
  if (operator === undefined || !quantity.ok)
    return `"${condition}" is no condition on what is left of a limit; write "< 3" or "<= 1MB"`;
  return { kind: "limit", isolate, limit, below: quantity.value.value, orEqual: operator === "<=" };
}

function isBelow(
  available: number,
  { below, orEqual }: { readonly below: number; readonly orEqual: boolean },
): boolean {
  return orEqual ? available <= below : available < below;
}

function rowsTaking(limit: string): readonly Capability[] {
  return NAMES.map((name) => capability(name)).filter((row) => row.takes.some((take) => take.limit === limit));
}
