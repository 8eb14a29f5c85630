/**
 * The profile of Cloudflare Workers: web APIs, bindings, and Node's modules behind `nodejs_compat`.
 *
 * Bindings have no table: any member of the environment can be one, and any method of it is a `binding.call`.
 *
 * Source: https://developers.cloudflare.com/workers/runtime-apis/
 */
import { each, named, need, NET_CONTENT, direct, pure, type Table, value, CONTENT } from "./models.ts";
import { BUILT_IN, NODE_GLOBALS, NODE_MODULES, NODE_OBJECTS, NODE_PURE, nodeSpecifier } from "./node.ts";
import { NODE_PROGRAMS } from "./node-programs.ts";
import type { Profile } from "./profile.ts";

const ENTRYPOINTS = `
import { anything, environment } from "host:calls";
class Entry {
  constructor(ctx, env) { this.ctx = ctx; this.env = env; }
}
export class DurableObject extends Entry {}
export class WorkerEntrypoint extends Entry {}
export class WorkflowEntrypoint extends Entry {}
export class RpcTarget {}
export class RpcStub {}
export class RpcPromise {}
export class RpcProperty {}
export const env = environment;
export const exports = anything();
export const cache = anything();
export const waitUntil = anything;
export const withEnv = (env, run) => run();
export default { DurableObject, WorkerEntrypoint, WorkflowEntrypoint, RpcTarget, env };
`;

const WORKFLOWS = `
export class NonRetryableError extends Error {}
`;

const MODULES: Readonly<Record<string, Table>> = {
  "cloudflare:sockets": named("", {
    connect: direct(
      [need("net.connect", { form: "address", written: "address", otherwise: "localhost" })],
      NET_CONTENT,
    ),
  }),
  "cloudflare:email": { EmailMessage: pure() },
  "cloudflare:pipelines": { ...each("PipelineTransformationEntrypoint", pure()) },
};

/** Modules that hand out files of the project or test tools. */
const PURE = ["__STATIC_CONTENT_MANIFEST", "cloudflare:test"];

function canonical(specifier: string): string | undefined {
  if (/^(host|cloudflare):/.test(specifier) || PURE.includes(specifier)) return specifier;
  return nodeSpecifier(specifier);
}

const { process, Buffer: buffer, ...globals } = NODE_GLOBALS;

/** Cloudflare Workers. */
export const WORKERS_PROFILE: Profile = {
  name: "workers",
  modules: {
    ...NODE_MODULES,
    ...BUILT_IN,
    ...MODULES,
    "host:calls": { ...BUILT_IN["host:calls"], environment: value({ kind: "environment-object" }) },
  },
  globals: {
    ...globals,
    ...each(
      "HTMLRewriter WebSocketPair WebSocketRequestResponsePair FixedLengthStream DigestStream ExtendableEvent FetchEvent " +
        "ScheduledEvent TailEvent TraceEvent WorkerGlobalScope Cloudflare",
      value(CONTENT),
    ),
    ...(process === undefined ? {} : { process }),
    ...(buffer === undefined ? {} : { Buffer: buffer }),
  },
  objects: NODE_OBJECTS,
  foreign: {
    pure: new Set([...NODE_PURE, ...PURE]),
    programs: { ...NODE_PROGRAMS, "cloudflare:workers": ENTRYPOINTS, "cloudflare:workflows": WORKFLOWS },
    canonical,
    conditions: ["workerd", "worker", "browser", "module", "default"],
    bindings: true,
  },
};
