/** Codes of the fifth step: what the symbolic evaluation finds. */
import { clause, type CodeTable } from "./code.ts";

export const SYMBOLIC_CODES = {
  "symbolic/missing-permission": {
    severity: "error",
    message: (data: {
      /** "http.read" */
      readonly kind: string;
      /** Why it is not known what the call reaches. */
      readonly reason?: string;
      /** As it is to be granted; undefined when that is not known. */
      readonly permission?: { readonly domain: string; readonly kind: string; readonly resource: string };
      /** Of the names that `permission` is a pattern for: "./data/0.json and 49 more". */
      readonly names?: string;
      /** The call happens in every run of its phase. */
      readonly must: boolean;
      /** The host function: "fetch". */
      readonly call: string;
      /** The grant that comes closest as printed, and what keeps it from covering the call. */
      readonly nearest?: { readonly grant: string; readonly why: string };
    }) => {
      const { call, kind, must, names, nearest, permission, reason } = data;
      const needs = `\`${call}\` ${must ? "needs" : "may need"} ${kind}`;
      if (permission === undefined) return `${needs}, and no grant can fit. What it reaches is not known: ${reason}`;
      const asked = `${needs} ${permission.resource}${names === undefined ? "" : ` (${names})`}`;
      return nearest === undefined
        ? `${asked}, which no grant covers`
        : `${asked}; the nearest grant is ${nearest.grant}, but ${nearest.why}`;
    },
  },
  "symbolic/unused-grant": {
    severity: "warning",
    message: (data: { /** As written. */ readonly grant: string }) => `Nothing uses the grant ${data.grant}; remove it`,
  },
  "symbolic/unknown-resource": {
    severity: "hint",
    message: (data: {
      readonly call: string;
      readonly kind: string;
      readonly reason: string;
      /** What would make it known. */
      readonly help?: string;
    }) =>
      `Cannot tell what \`${data.call}\` reaches (${data.kind}): ${data.reason}${data.help === undefined ? "" : `; ${data.help}`}`,
  },
  "symbolic/unknown-call": {
    severity: "hint",
    message: ({
      kinds,
      reason,
    }: {
      /** What it can need at most; none: anything. */ readonly kinds: readonly string[];
      readonly reason: string;
    }) => `Cannot tell what this call touches${kinds.length === 0 ? "" : ` (${kinds.join(", ")})`}: ${reason}`,
  },
  "symbolic/cut-off": {
    severity: "warning",
    message: () =>
      "Following this module to its end is too much work; what was not reached is unknown, and decided only when it runs",
  },
  "symbolic/open-host": {
    severity: "warning",
    message: (data: { /** "https://a.example", without "/". */ readonly origin: string; readonly call: string }) =>
      `What follows "${data.origin}" in this \`${data.call}\` can change the host; write "${data.origin}/" and then the rest`,
  },
  "symbolic/child-exceeds-parent": {
    severity: "error",
    message: (data: {
      /** The child as it is spawned: "/jobs/child.ts". */
      readonly child: string;
      /** Where that is written: in the manifest of the child, or in the options of this `spawn`. */
      readonly of: "child" | "spawn";
      /** The grant there can be taken out, or the quantity replaced, with nothing else. */
      readonly changeable: boolean;
      /** What it has beyond its parent, in words. */
      readonly violation: string;
      /** A resource that the child asks for and no grant of its parent covers. */
      readonly witness?: string;
      /** The grant that the parent would need. */
      readonly permission?: { readonly domain: string; readonly kind: string; readonly resource: string };
      /** That grant as the child has it: "fs.read ../data/**". */
      readonly written?: string;
      /** The grant that this `spawn` would have to give. */
      readonly given?: { readonly domain: string; readonly kind: string; readonly resource: string };
      /** A limit that is looser than the one it is bounded by, as they are written. */
      readonly limit?: { readonly name: string; readonly asked: string; readonly bound: string };
    }) => `"${data.child}" cannot be spawned here: ${data.violation}`,
  },
  "symbolic/child-refused": {
    severity: "error",
    message: (data: {
      /** As it is spawned: "/jobs/child.ts". */
      readonly child: string;
      /** False when there is nothing that could be granted. */
      readonly isModule: boolean;
      readonly detail: string;
    }) => `"${data.child}" cannot be spawned: ${data.detail}`,
  },
  "symbolic/limit-exceeded": {
    severity: "error",
    message: (data: {
      readonly limit: string;
      /** As printed. */
      readonly quantity: string;
      /** How much is surely taken, or can be. */
      readonly taken: number;
      /** A limit that is surely not exceeded: more than what is taken when calls follow each other at a rate. */
      readonly enough: number;
      readonly must: boolean;
      /** All of it is taken before anything can be given back. */
      readonly atOnce: boolean;
      readonly call: string;
    }) => {
      const { atOnce, call, limit, must, quantity, taken } = data;
      const takes = `\`${call}\` ${must ? "takes" : "can take"} ${taken} of "${limit}"${atOnce ? " at once" : ""}`;
      return `${takes}, but its limit is ${quantity}; raise the limit, or ${atOnce ? "wait for some before the next" : "take less"}`;
    },
  },
  "symbolic/wide-grant": {
    severity: "information",
    message: (data: {
      /** As written, with its kind: "http.read https://a.example/**". */
      readonly grant: string;
      /** The resources to grant instead. */
      readonly narrow: readonly string[];
    }) =>
      data.narrow.length === 1
        ? `Of the grant ${data.grant} only ${data.narrow[0]} is used; grant no more than that`
        : `Of the grant ${data.grant} only ${data.narrow.join(", ")} are used; grant no more than these`,
  },
  "symbolic/path-may-escape": {
    severity: "information",
    message: (data: {
      readonly call: string;
      /** Where the path is meant to stay: "/users". */
      readonly folder: string;
      /** Grants outside the folder, as written, that let it out. */
      readonly grants: readonly string[];
    }) =>
      `A ".." in this path leads \`${data.call}\` out of "${data.folder}", where ${data.grants.join(", ")} lets it go on; refuse "/" and ".." in what you put in`,
  },
  "symbolic/secret-flow": {
    severity: "error",
    message: (data: {
      readonly call: string;
      readonly secret: string;
      /** "the log", "a file". */
      readonly into: string;
    }) =>
      `The secret "${data.secret}" goes into ${data.into} with \`${data.call}\`; it may only go into the headers or the body of a request`,
  },
  "symbolic/secret-as-text": {
    severity: "error",
    message: (data: { readonly secret: string }) =>
      `The secret "${data.secret}" has no text here: give it as it is to a header or as the body, or make credentials of it with \`bearer\` or \`basic\``,
  },
  "symbolic/insecure-url": {
    severity: "warning",
    message: (data: {
      readonly call: string;
      readonly problem: "scheme" | "credentials";
      /** What to write instead of the origin: "https://a.example". */
      readonly instead?: string;
    }) =>
      data.problem === "scheme"
        ? `What \`${data.call}\` sends can be read and changed on its way; use ${data.instead ?? "https"}`
        : `\`${data.call}\` refuses a URL with a user name or a password, which would end up in logs; send it in a header`,
  },
  "symbolic/invalid-argument": {
    severity: "error",
    message: (
      data: { readonly call: string; readonly role: "path" | "URL" | "name" | "method" } & (
        | { /** "undefined", "an object". */ readonly given: string }
        /** Why the host refuses it. */
        | { readonly refused: string }
      ),
    ) => {
      const { call, role } = data;
      if ("given" in data) return `\`${call}\` is given ${data.given} where a ${role} is needed`;
      return `\`${call}\` refuses this ${role === "method" ? "request" : role}: ${clause(data.refused)}`;
    },
  },
  "symbolic/dead-effect": {
    severity: "hint",
    message: (data: { readonly call: string; /** Why it is never made. */ readonly why: string }) =>
      `Nothing reaches this \`${data.call}\`: ${data.why}`,
  },
  "symbolic/absent-result": {
    severity: "warning",
    message: (data: {
      readonly call: string;
      readonly gives: "undefined" | "null";
      /** What is taken of it: "`.length` of it", "taking it apart". */
      readonly part: string;
      /** The environment variable that may not be set. */
      readonly name?: string;
    }) => {
      const { call, gives, name, part } = data;
      return name === undefined
        ? `\`${call}\` gives ${gives} where there is nothing, and ${part} fails then; test it first or write \`?.\``
        : `\`${call}\` gives ${gives} when "${name}" is not set, and ${part} fails then; test it first, write \`?.\`, or declare "${name}" in "env" of the manifest`;
    },
  },
  "symbolic/caller-controlled": {
    severity: "information",
    message: (data: {
      readonly call: string;
      /** The exported function: "default". */
      readonly exported: string;
      /** Grants, as written, within which the caller can choose. */
      readonly grants: readonly string[];
    }) =>
      `Who calls \`${data.exported}\` chooses what \`${data.call}\` reaches, within ${data.grants.join(", ")}; test the value, or take a name and look the resource up`,
  },
} as const satisfies CodeTable;
