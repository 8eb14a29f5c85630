/** Which kinds of permission a call can ask for. */
import { httpKind } from "../../../capabilities/http.ts";
import type { KindModel, NeedModel } from "../../../capabilities/profiles/profile.ts";
import { argument } from "../closures.ts";
import type { Call } from "../machine.ts";
import { textsOf } from "../texts.ts";
import { literalOf, type Text } from "../values/text.ts";
import { type Atom, joinValues, NEVER, stringValue, UNDEFINED, type Value } from "../values/value.ts";
import { isRequest } from "./incoming.ts";

export const HTTP_KINDS = ["read", "write", "delete"] as const;

/** All kinds that a need can have, whatever the call. */
export function allKinds(kind: KindModel): readonly string[] {
  if (typeof kind === "string") return [kind];
  if ("httpMethod" in kind) return HTTP_KINDS;
  if ("flags" in kind) return ["read", "write"];
  if ("options" in kind) return [...new Set([...Object.values(kind.options.kinds), kind.otherwise])];
  return [...new Set([...Object.values(kind.kinds), kind.otherwise])];
}

/** The kinds, without repetition. */
export function kindsOf(call: Call, need: NeedModel): readonly string[] {
  const { kind } = need;
  if (typeof kind === "string") return [kind];
  if ("httpMethod" in kind) return httpKinds(call, kind.httpMethod.argument);
  if (!("option" in kind)) return allKinds(kind);
  const { option, kinds, otherwise } = kind;
  const values = optionOf(call, { argument: option.argument, name: option.name }) ?? UNDEFINED;
  const names = values.map((atom) => (atom.kind === "string" ? literalOf(atom.text) : undefined));
  const possible = values.flatMap((atom, i) => {
    if (atom.kind === "undefined") return [otherwise];
    const name = names[i];
    return name === undefined ? [...Object.values(kinds), otherwise] : [kinds[name] ?? otherwise];
  });
  return [...new Set(possible)];
}

/** The value of an option; undefined when the argument that carries it is not there. */
function optionOf(call: Call, option: { argument: number; name: string }): Value | undefined {
  const options = argument(call.args, option.argument).filter(
    (atom) => atom.kind === "object" || atom.kind === "unknown",
  );
  return options.length === 0
    ? undefined
    : call.frame.machine.operations.get(call.frame, options, option.name, call.site);
}

/** The methods that a request can have, by the options in the argument at `index`. */
export function httpMethods(call: Call, index: number): readonly Text[] {
  const given = optionOf(call, { argument: index, name: "method" }) ?? UNDEFINED;
  return textsOf(call.frame, given.some(isUndefined) ? withRequestMethod(call, given) : given, call.site);
}

function httpKinds(call: Call, index: number): readonly string[] {
  const kinds = new Set<string>();
  for (const text of httpMethods(call, index)) {
    const method = literalOf(text);
    const kind = method === undefined ? undefined : httpKind(method);
    for (const each of kind === undefined ? HTTP_KINDS : [kind]) kinds.add(each);
  }
  return [...kinds];
}

function withRequestMethod(call: Call, given: Value): Value {
  return joinValues(
    given.filter((atom) => !isUndefined(atom)),
    requestMethod(call, argument(call.args, 0)),
  );
}

function isUndefined(atom: Atom): boolean {
  return atom.kind === "undefined";
}

/** The method of what is asked for; GET where nothing says another one. */
export function requestMethod(call: Call, input: Value): Value {
  return input.length === 0 ? stringValue("GET") : joinValues(...input.map((atom) => methodOf(call, atom)));
}

/** The method of a request, also of one from outside, as tests left it; a text or a URL is asked for. */
export function methodOf({ frame, site }: Call, input: Atom): Value {
  if (input.kind === "object" && input.type === "request") return input.state.slots.get("method") ?? NEVER;
  return isRequest(input) ? frame.machine.operations.get(frame, [input], "method", site) : stringValue("GET");
}
