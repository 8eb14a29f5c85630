/**
 * The rows of the views beside the debugger, as plain data: from what is known of the sessions to labels, words and icons.
 *
 * Ids are stable, so that a tree keeps what is selected and open while the rows move.
 */
import type { LiveContext, LiveLimit } from "../debug-adapter/protocol.ts";
import { type HostCall, type KnownCall, type LiveSession, shareLeft } from "./live-store.ts";
import { code, type Row, type RowIcon, type RowKind } from "./row.ts";
import { sparkline } from "./sparkline.ts";

/** A row of a live view. */
export type LiveRow = Row<LiveSubject>;

/** Of which session and isolate a row is, and the name that the adapter knows what it is about by. */
export interface LiveSubject {
  readonly session: string;
  readonly isolate: string;
  /** A limit, a permission or a grant; empty for others. */
  readonly name: string;
}

/** Every context with the limits that bind it, those first of which something was taken. */
export function limitRows(sessions: readonly LiveSession[]): readonly LiveRow[] {
  return contextRows(sessions, (session, context) => {
    // While others go on, what had been left to a child is of no use.
    if (hasEnded(context) && !session.hasEnded) return [];
    const hasChildren = knownContexts(session).some(({ parent }) => parent === context.id);
    const inUse = context.limits.toSorted((a, b) => Number(b.taken > 0) - Number(a.taken > 0));
    return inUse.map((limit) => ({
      ...rowOf(hasEnded(context) ? "past-limit" : "limit", {
        session: session.id,
        isolate: context.id,
        name: limit.name,
      }),
      description: limit.text + sharing(limit, hasChildren),
      tooltip: () => limitTooltip(limit, context, session.history.of(context.id, limit.name)),
      icon: limit.taken === 0 ? { name: "circle-outline", color: "disabledForeground" } : { share: shareLeft(limit) },
    }));
  });
}

/** Who takes from a limit besides its module. */
function sharing(limit: LiveLimit, hasChildren: boolean): string {
  if (!limit.own) return ", shared";
  return hasChildren && limit.taken > 0 && isSharedDown(limit) ? ", with children" : "";
}

/** Every context with what was refused, and then its grants, each with what it allowed. */
export function permissionRows(sessions: readonly LiveSession[]): readonly LiveRow[] {
  return contextRows(sessions, (session, context) => {
    const subject = (name: string): LiveSubject => ({ session: session.id, isolate: context.id, name });
    return [...deniedRows(context, subject, session.granted), ...grantRows(context, subject)];
  });
}

/** The calls of the host that hold a text, the newest first. */
export function hostCallRows(sessions: readonly LiveSession[], filter: string): readonly LiveRow[] {
  const wanted = filter.toLowerCase();
  return sessions.toReversed().flatMap((session) => {
    return newestFirst(session)
      .filter((call) => `${call.call} ${call.state} ${call.message ?? ""}`.toLowerCase().includes(wanted))
      .map((call) => {
        const row = callRow(session, call);
        return sessions.length > 1 ? { ...row, description: `${row.description} · ${session.name}` } : row;
      });
  });
}

/** The contexts as they have spawned each other, with what they use; those last that have ended. */
export function moduleRows(sessions: readonly LiveSession[]): readonly LiveRow[] {
  return sessions.flatMap((session) => {
    const contexts = knownContexts(session).toSorted((a, b) => Number(hasEnded(a)) - Number(hasEnded(b)));
    const isNamed = ({ parent }: LiveContext): boolean => sessions.length > 1 && parent === undefined;
    const below = (parent: string | undefined): readonly LiveRow[] =>
      contexts
        .filter((context) => context.parent === parent)
        .map((context) => {
          const children = below(context.id);
          const uses = [`${round(context.cpuTimeMs)} ms CPU`, bytesText(context.heapBytes)];
          const status = session.stopped.has(context.id) ? "paused" : context.status;
          return {
            ...contextRow(session, context),
            kind: context.status === "running" ? "running" : "context",
            description: [...(isNamed(context) ? [session.name] : []), status, ...uses].join(" · "),
            icon: { name: STATUS_ICONS[status] },
            ...(children.length === 0 ? {} : { children, open: true }),
          };
        });
    return below(undefined);
  });
}

const STATUS_ICONS = {
  running: "vm-running",
  paused: "debug-pause",
  ending: "vm-outline",
  ended: "vm-outline",
} as const;

/** What was refused so far, in all sessions. */
export function refusedRows(sessions: readonly LiveSession[]): readonly LiveRow[] {
  return permissionRows(sessions).flatMap(({ children = [] }) => children.filter(({ kind }) => kind === "denied"));
}

/** What a child is called, of which there can be several with the same module. */
export function nameOfChild(module: string, isolate: string): string {
  return `${module} (child ${isolate})`;
}

function contextRows(
  sessions: readonly LiveSession[],
  rowsOf: (session: LiveSession, context: LiveContext) => readonly LiveRow[],
): readonly LiveRow[] {
  return sessions.flatMap((session) =>
    knownContexts(session).flatMap((context) => {
      const children = rowsOf(session, context);
      if (children.length === 0 && hasEnded(context)) return [];
      const said = [...(sessions.length > 1 ? [session.name] : []), ...(hasEnded(context) ? ["ended"] : [])];
      // What has ended while others go on is out of their way.
      const open = session.hasEnded || !hasEnded(context);
      return [{ ...contextRow(session, context), description: said.join(" · "), children, open }];
    }),
  );
}

function hasEnded({ status }: LiveContext): boolean {
  return status === "ended";
}

/** Those whose module was told. */
function knownContexts(session: LiveSession): readonly LiveContext[] {
  return [...session.contexts.values()].filter((context) => context.module !== "");
}

function contextRow(session: LiveSession, context: LiveContext): LiveRow {
  const label = context.parent === undefined ? context.module : nameOfChild(context.module, context.id);
  return {
    ...rowOf("context", { session: session.id, isolate: context.id, name: "" }),
    label,
    tooltip: () => `${code(label)} in *${session.name}*`,
    icon: { name: "symbol-namespace", ...(hasEnded(context) ? { color: "disabledForeground" } : {}) },
  };
}

function grantRows(context: LiveContext, subject: (name: string) => LiveSubject): readonly LiveRow[] {
  return context.grants.map(({ count, grant }) => {
    const children = context.permissions
      .filter((use) => use.verdict === "allowed" && use.grant === grant)
      .map((use) => ({
        ...rowOf("use", subject(use.permission), grant),
        description: times(use.count),
        icon: { name: "circle-small" },
      }));
    return {
      ...rowOf("grant", subject(grant)),
      description: count === 0 ? "not used" : `used ${times(count)}`,
      tooltip: () => `Granted: ${code(grant)}, ${count === 0 ? "not used yet" : `used ${times(count)}`}.`,
      icon: count === 0 ? { name: "circle-outline" } : { name: "pass", color: "testing.iconPassed" },
      ...(children.length === 0 ? {} : { children }),
    };
  });
}

function deniedRows(
  context: LiveContext,
  subject: (name: string) => LiveSubject,
  granted: ReadonlySet<string>,
): readonly LiveRow[] {
  const uses = context.permissions.filter(({ verdict }) => verdict === "denied");
  return uses.map(({ count, grant: nearest, permission }) => {
    const isGranted = granted.has(permission);
    const about = nearest === undefined ? "No grant is near." : `The nearest grant is ${code(nearest)}.`;
    const more = isGranted ? " · granted for this session" : nearest === undefined ? "" : ` · nearest: ${nearest}`;
    return {
      ...rowOf(isGranted ? "use" : hasEnded(context) ? "past-denied" : "denied", subject(permission), "denied"),
      description: `refused ${times(count)}${more}`,
      tooltip: () => `Refused ${times(count)}: ${code(permission)}.\n\n${about}`,
      icon: isGranted ? { name: "pass", color: "testing.iconQueued" } : { name: "error", color: "testing.iconFailed" },
    };
  });
}

/** Across runs as exact as events are told, some ten times a second. */
function newestFirst({ hostCalls }: LiveSession): readonly KnownCall[] {
  const calls = [...hostCalls.values()].flatMap((ofIsolate) => {
    let firstSeq = Number.POSITIVE_INFINITY;
    // One of very many may be told only when it ends: it began before those that follow it.
    return [...ofIsolate.values()]
      .toSorted((a, b) => b.id - a.id)
      .map((call) => ({ ...call, firstSeq: (firstSeq = Math.min(firstSeq, call.firstSeq)) }));
  });
  return calls.toSorted((a, b) => b.firstSeq - a.firstSeq || b.id - a.id);
}

const CALL_ICONS: Readonly<Record<HostCall["state"], RowIcon>> = {
  waiting: { name: "watch" },
  done: { name: "pass", color: "testing.iconPassed" },
  denied: { name: "error", color: "testing.iconFailed" },
  limited: { name: "dashboard", color: "testing.iconFailed" },
  cancelled: { name: "circle-slash" },
  failed: { name: "warning", color: "testing.iconErrored" },
};

function callRow(
  session: LiveSession,
  { call, durationMs, id, isolate, message, startedMs, state }: HostCall,
): LiveRow {
  const duration = durationMs === undefined ? [] : [`${round(durationMs)} ms`];
  const module = session.contexts.get(isolate)?.module ?? "";
  const began = `began ${round(startedMs)} ms after the start${module === "" ? "" : ` in ${code(module)}`}`;
  return {
    ...rowOf("call", { session: session.id, isolate, name: "" }, `call ${id}`),
    label: call,
    description: [...(state === "done" ? [] : [state]), ...duration].join(" · "),
    tooltip: () =>
      [
        `${code(call)} ${[state, ...duration].join(", ")}; ${began}.`,
        ...(message === undefined ? [] : [code(message)]),
      ].join("\n\n"),
    icon: CALL_ICONS[state],
  };
}

/** @param place Tells rows of the same name apart. */
function rowOf(kind: RowKind, about: LiveSubject, place: string = kind): LiveRow {
  const id = [about.session, about.isolate, place, about.name].join("/");
  return {
    id,
    kind,
    label: about.name,
    description: "",
    tooltip: () => code(about.name),
    icon: { name: "blank" },
    about,
  };
}

/** Whether what children take is taken from a limit of their parent. Each module has its own total time. */
function isSharedDown({ name }: LiveLimit): boolean {
  return name !== "execution/total-time";
}

/** What of a limit a module itself took, where that is known. */
function ownShare({ name, taken }: LiveLimit, { cpuTimeMs, heapBytes }: LiveContext): string {
  const shares = (own: number, textOf: (amount: number) => string): string =>
    ` Now: ${textOf(Math.min(own, taken))} by this module, ${textOf(Math.max(0, taken - own))} by its children.`;
  if (name === "execution/cpu-time") return shares(cpuTimeMs, (ms) => `${round(ms)} ms`);
  return name === "memory/heap" ? shares(heapBytes, bytesText) : "";
}

function limitTooltip(limit: LiveLimit, context: LiveContext, history: readonly (number | undefined)[]): string {
  const { name, own, readings, text } = limit;
  const rows = readings.filter(([, value]) => value !== "").map(([reading, value]) => `| ${reading} | ${value} |`);
  const ofParent = own ? "" : "\n\nShared: this module takes from the limit of its parent.";
  const toChildren =
    own && isSharedDown(limit) ? `\n\nWhat children take is taken from it too.${ownShare(limit, context)}` : "";
  const known = history.filter((share) => share !== undefined);
  const spark = known.some((share) => share < 1)
    ? `![In the last minute at least ${Math.round(Math.min(...known) * 100)} % were left](${sparkline(history)})`
    : "";
  return (
    [`**${name}** ${text}`, "", ...(spark === "" ? [] : [spark, ""]), "| | |", "|---|---|", ...rows].join("\n") +
    ofParent +
    toChildren
  );
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function bytesText(bytes: number): string {
  return `${round(bytes / 1e6)} MB`;
}
