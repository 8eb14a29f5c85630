/** `Request`, `Response`, `Headers`: what a request carries, and content from the network. */
import { argument } from "../closures.ts";
import { requestMethod } from "../hosts/kinds.ts";
import type { Call, Native } from "../machine.ts";
import { anyElement, listOf, promiseOf } from "../objects.ts";
import { type AbstractObject, EMPTY_CONTENT, namesMember } from "../values/object.ts";
import { callEach, invokeOn } from "./callbacks.ts";
import { anyMember } from "./object-functions.ts";
import { memberStore } from "../values/unknown.ts";
import { joinValues, NEVER, NULL, UNDEFINED, unknownValue, type Value } from "../values/value.ts";

/** `new Request(input, init)` */
export const makeRequest: Native = (call) => {
  const { frame, site } = call;
  const { operations } = frame.machine;
  const input = argument(call.args, 0);
  const init = argument(call.args, 1).filter((atom) => atom.kind === "object" || atom.kind === "unknown");
  const requests = input.filter((atom): atom is AbstractObject => atom.kind === "object" && atom.type === "request");
  const url = joinValues(
    ...requests.map((each) => each.state.slots.get("url") ?? NEVER),
    input.filter((atom) => !requests.includes(atom as AbstractObject)),
  );
  const given = init.length === 0 ? UNDEFINED : operations.get(frame, init, "method", site);
  const inherited = requestMethod(call, input);
  const method = joinValues(...given.map((atom): Value => (atom.kind === "undefined" ? inherited : [atom])));
  const headers = init.length === 0 ? NEVER : operations.get(frame, init, "headers", site);
  const body = init.length === 0 ? NEVER : operations.get(frame, init, "body", site);
  const slots = new Map([
    ["url", url],
    ["method", method],
    ["headers", headers],
    ["body", body],
  ]);
  return [frame.machine.newObject("request", { content: { ...EMPTY_CONTENT, slots }, site })];
};

const BODY = new Set(["text", "json", "arrayBuffer", "blob", "formData", "bytes"]);

/** A member of a request. */
export function requestMember(call: Call["frame"], request: AbstractObject, name: string): Value | undefined {
  const { machine } = call;
  if (name === "url") return urlAsString(request.state.slots.get("url") ?? NEVER);
  if (name === "method") return request.state.slots.get("method");
  if (name === "headers") return memberStore(machine, unknownValue("parameter"));
  if (name === "clone") return [machine.native("Request.prototype.clone", (inner) => inner.self)];
  return undefined;
}

/** The URL of a request, which is a text, not a URL object. */
function urlAsString(value: Value): Value {
  return value;
}

/** A member of a response: content from the network. */
export function responseMember(frame: Call["frame"], response: AbstractObject, name: string): Value | undefined {
  const { machine } = frame;
  if (BODY.has(name))
    return [
      machine.native(`Response.prototype.${name}`, (call) =>
        promiseOf(call.frame.machine, memberStore(call.frame.machine, unknownValue("net-content"))),
      ),
    ];
  if (name === "clone") return [machine.native("Response.prototype.clone", () => [response])];
  if (name === "headers") return [machine.newObject("headers", { essence: { reason: "net-content" } })];
  return memberStore(machine, unknownValue("net-content"));
}

export const HEADERS_METHODS: Readonly<Record<string, Native>> = {
  get: (call) => {
    const headers = call.self.find((atom): atom is AbstractObject => atom.kind === "object" && atom.type === "headers");
    const fromNet = (headers?.essence as { readonly reason?: string } | undefined)?.reason === "net-content";
    return fromNet ? unknownValue("net-content") : joinValues(headers?.state.rest ?? NEVER, NULL);
  },
  set: addHeader,
  append: addHeader,
  delete: () => UNDEFINED,
  forEach: (call) => {
    const values = [unknownValue("net-content"), unknownValue("net-content")];
    const list = { items: [], more: values[0] ?? NEVER };
    callEach(call, list, () => invokeOn(call, argument(call.args, 1), { callee: argument(call.args, 0), values }));
    return UNDEFINED;
  },
  has: () => [
    { kind: "boolean", value: true },
    { kind: "boolean", value: false },
  ],
};

function addHeader(call: Call): Value {
  const headers = call.self.find((atom): atom is AbstractObject => atom.kind === "object" && atom.type === "headers");
  if (headers !== undefined) {
    const rest = joinValues(headers.state.rest ?? NEVER, argument(call.args, 1));
    call.frame.machine.journal.write(headers, { ...headers.state, rest });
  }
  return UNDEFINED;
}

/** `new Headers(init)` */
export const makeHeaders: Native = (call) => {
  const init = argument(call.args, 0);
  const iterable = init.filter((atom) => atom.kind === "object" && namesMember(atom, "@@iterator"));
  const pairs = iterable.length === 0 ? NEVER : anyElement(listOf(call.frame, iterable, call.site));
  const values = [
    anyMember(
      call,
      init.filter((atom) => atom.kind === "object" && !iterable.includes(atom)),
    ),
    anyMember(call, pairs),
  ];
  return [call.frame.machine.newObject("headers", { content: { ...EMPTY_CONTENT, rest: joinValues(...values) } })];
};
