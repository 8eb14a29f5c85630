/** Which kinds a call of another host asks for. */
import { httpKind } from "../../../../capabilities/http.ts";
import type { KindModel, NeedModel } from "../../../../capabilities/profiles/profile.ts";
import { argument } from "../../closures.ts";
import type { Call } from "../../machine.ts";
import { textsOf } from "../../texts.ts";
import { literalOf } from "../../values/text.ts";
import { type Atom, joinValues, NEVER, truthOf, UNDEFINED, type Value } from "../../values/value.ts";
import { allKinds, HTTP_KINDS, methodOf } from "../kinds.ts";
import { isOptions, optionOf } from "./options.ts";

/** The kinds of a call, without repetition, and whether all of them are asked for. */
export function foreignKinds(
  call: Call,
  { kind }: NeedModel,
): { readonly kinds: readonly string[]; readonly all: boolean } {
  if (typeof kind === "string") return { kinds: [kind], all: true };
  if ("httpMethod" in kind) return { kinds: methodKinds(call, kind.httpMethod.argument), all: false };
  if ("flags" in kind) return flagKinds(call, kind.flags);
  if ("options" in kind) return optionKinds(call, kind);
  return { kinds: allKinds(kind), all: false };
}

/** Methods in the options, in a `Request`, or in options that stand first as those of `http.request`. */
function methodKinds(call: Call, index: number): readonly string[] {
  const inputs = argument(call.args, 0);
  const options = [...argument(call.args, index).filter(isOptions), ...inputs.filter(isFirstOptions)];
  const given = options.length === 0 ? NEVER : optionOf(call, options, "method");
  const missing = given.length === 0 || given.some((atom) => atom.kind === "undefined");
  const ofInput = missing ? joinValues(...inputs.map((atom) => methodOf(call, atom))) : NEVER;
  const methods = joinValues(
    given.filter((atom) => atom.kind !== "undefined"),
    ofInput,
  );
  const kinds = textsOf(call.frame, methods, call.site).flatMap((text) => {
    const method = literalOf(text)?.toUpperCase();
    return (method === undefined ? undefined : httpKind(method)) ?? HTTP_KINDS;
  });
  return kinds.length === 0 ? ["read"] : [...new Set(kinds)];
}

function isFirstOptions(atom: Atom): boolean {
  return atom.kind === "object" && atom.type === "object";
}

type Flags = Extract<KindModel, { readonly flags: unknown }>["flags"];

function flagKinds(call: Call, flags: Flags): { readonly kinds: readonly string[]; readonly all: boolean } {
  const { argument: index, option, otherwise } = flags;
  const given = argument(call.args, index).filter((atom) => !(atom.kind === "object" && atom.type === "function"));
  const value =
    option === undefined
      ? given
      : joinValues(...given.map((atom): Value => (isWritten(atom) ? optionOf(call, [atom], option) : UNDEFINED)));
  const groups = value.map((atom): readonly string[] => {
    if (atom.kind === "undefined" || atom.kind === "null") return [otherwise];
    const text = atom.kind === "string" ? literalOf(atom.text) : undefined;
    if (text === undefined) return ["read", "write"];
    if (text.includes("+")) return ["read", "write"];
    return [text.startsWith("r") ? "read" : "write"];
  });
  const kinds = groups.length === 0 ? [otherwise] : [...new Set(groups.flat())];
  return { kinds, all: groups.length === 1 && value[0]?.kind === "string" };
}

/** Options that are not known at all, which may be a callback, say nothing of flags. */
function isWritten(atom: Atom): boolean {
  return atom.kind !== "unknown" && isOptions(atom);
}

type Options = Extract<KindModel, { readonly options: unknown }>;

function optionKinds(call: Call, kind: Options): { readonly kinds: readonly string[]; readonly all: boolean } {
  const given = argument(call.args, kind.options.argument).filter(isOptions);
  if (given.length === 0) return { kinds: [kind.otherwise], all: true };
  const found = Object.entries(kind.options.kinds).filter(([name]) => truthOf(optionOf(call, given, name)).true);
  const kinds = [...new Set(found.map(([, each]) => each))];
  return { kinds: kinds.length === 0 ? [kind.otherwise] : kinds, all: given.every((atom) => atom.kind === "object") };
}
