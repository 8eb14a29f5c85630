/**
 * The table of everything that can run out. Parsing, checks, completion, hover, docs and the inspector derive from it.
 */
import type { LimitKind, Quantity, QuantityKind } from "./limit.ts";

/** Whose defaults apply: a module that a person or a schedule starts, or one that answers a request. */
export type LimitProfile = "script" | "request";

/** What is known of a limit before any manifest names it. */
export interface KnownLimit {
  readonly kind: LimitKind;
  /** The unit that a quantity for it must have. */
  readonly quantity: QuantityKind;
  /** Default by profile; undefined: none. */
  readonly script: Quantity | undefined;
  readonly request: Quantity | undefined;
  /** What was taken returns when its lease ends. */
  readonly givenBack?: true;
  /** Drains by itself while the module runs; exhausting it ends the context. */
  readonly selfDepleting?: true;
  /** One sentence for people, in Markdown. */
  readonly doc: string;
}

const MB = 1_000_000;

/** Every limit by its name, in the order of the documentation. */
export const KNOWN_LIMITS = {
  "execution/cpu-time": {
    kind: "total",
    quantity: "time",
    script: undefined,
    request: { kind: "time", value: 50 },
    selfDepleting: true,
    doc: "CPU time that the module and its children run; waiting and breakpoints are free.",
  },
  "execution/total-time": {
    kind: "total",
    quantity: "time",
    script: undefined,
    request: { kind: "time", value: 5000 },
    selfDepleting: true,
    doc: "Time from start to end, waiting included; breakpoints are free.",
  },
  "memory/heap": {
    kind: "gauge",
    quantity: "bytes",
    script: { kind: "bytes", value: 128 * MB },
    request: { kind: "bytes", value: 64 * MB },
    doc: "Memory that the module and its children hold.",
  },
  "fs/read": {
    kind: "rate",
    quantity: "rate",
    script: { kind: "rate", value: 100 * MB },
    request: { kind: "rate", value: 10 * MB },
    doc: "Bytes read from files per second.",
  },
  "fs/write": {
    kind: "rate",
    quantity: "rate",
    script: { kind: "rate", value: 100 * MB },
    request: { kind: "rate", value: 10 * MB },
    doc: "Bytes written to files per second.",
  },
  "fs/create-file": {
    kind: "frequency",
    quantity: "frequency",
    script: { kind: "frequency", value: 100 },
    request: { kind: "frequency", value: 10 },
    doc: "Files and folders created per second.",
  },
  "fs/total-new-files": {
    kind: "total",
    quantity: "count",
    script: { kind: "count", value: 10_000 },
    request: { kind: "count", value: 100 },
    doc: "Files and folders created in all; deleting one gives nothing back.",
  },
  "http/request": {
    kind: "frequency",
    quantity: "frequency",
    script: { kind: "frequency", value: 100 },
    request: { kind: "frequency", value: 10 },
    doc: "HTTP requests per second; every redirect is one, and every WebSocket.",
  },
  "http/upload": {
    kind: "rate",
    quantity: "rate",
    script: { kind: "rate", value: 100 * MB },
    request: { kind: "rate", value: 10 * MB },
    doc: "Bytes sent in HTTP requests, by servers and over WebSockets per second.",
  },
  "http/download": {
    kind: "rate",
    quantity: "rate",
    script: { kind: "rate", value: 100 * MB },
    request: { kind: "rate", value: 10 * MB },
    doc: "Bytes received in HTTP responses, by servers and over WebSockets per second.",
  },
  "http/simultaneous": {
    kind: "total",
    quantity: "count",
    script: { kind: "count", value: 50 },
    request: { kind: "count", value: 6 },
    givenBack: true,
    doc: "HTTP requests open at the same time.",
  },
  "websocket/simultaneous": {
    kind: "total",
    quantity: "count",
    script: { kind: "count", value: 10 },
    request: { kind: "count", value: 2 },
    givenBack: true,
    doc: "WebSocket connections open at the same time.",
  },
  "database/read": {
    kind: "frequency",
    quantity: "frequency",
    script: { kind: "frequency", value: 10_000 },
    request: { kind: "frequency", value: 1000 },
    doc: "Database reads per second.",
  },
  "database/write": {
    kind: "frequency",
    quantity: "frequency",
    script: { kind: "frequency", value: 10_000 },
    request: { kind: "frequency", value: 1000 },
    doc: "Database writes per second.",
  },
  "modules/simultaneous": {
    kind: "total",
    quantity: "count",
    script: { kind: "count", value: 8 },
    request: { kind: "count", value: 2 },
    givenBack: true,
    doc: "Child modules that run at the same time.",
  },
  "timers/simultaneous": {
    kind: "total",
    quantity: "count",
    script: { kind: "count", value: 10_000 },
    request: { kind: "count", value: 100 },
    givenBack: true,
    doc: "Timers set at the same time.",
  },
  "console/output": {
    kind: "rate",
    quantity: "rate",
    script: { kind: "rate", value: MB },
    request: { kind: "rate", value: 100_000 },
    doc: "Bytes printed to the console per second.",
  },
  "message/bytes": {
    kind: "rate",
    quantity: "rate",
    script: { kind: "rate", value: 100 * MB },
    request: { kind: "rate", value: 10 * MB },
    doc: "Bytes of messages between modules per second.",
  },
} as const satisfies Readonly<Record<string, KnownLimit>>;

/** The name of a known limit: "http/request". */
export type LimitName = keyof typeof KNOWN_LIMITS;

/** All names, in the order of the table. */
export const LIMIT_NAMES: readonly LimitName[] = Object.keys(KNOWN_LIMITS) as LimitName[];

/** Whether `name` is in the table. */
export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(KNOWN_LIMITS, name);
}

/** The row of a limit, with the optional fields that not every row writes. */
export function knownLimit(name: LimitName): KnownLimit {
  return KNOWN_LIMITS[name];
}

/** What a context has when neither it nor an ancestor names the limit; undefined: no bound. */
export function defaultQuantity(name: LimitName, profile: LimitProfile): Quantity | undefined {
  return knownLimit(name)[profile];
}
