/**
 * `http.request` and its kin: the URL of a text, a URL or options; host and port alone are a connection.
 */
import type { ResourceModel } from "../../../../capabilities/profiles/profile.ts";
import { argument } from "../../closures.ts";
import { nameResource, type Resource, unknownResource } from "../../effects/resource.ts";
import type { Call } from "../../machine.ts";
import { makeUrl, urlProperty } from "../../builtins/url-parts.ts";
import { concatValues, textsOf } from "../../texts.ts";
import { concat, isHole, literalText, type Text } from "../../values/text.ts";
import { type AbstractObject, EMPTY_CONTENT } from "../../values/object.ts";
import {
  type Atom,
  isMaybe,
  isNullish,
  joinValues,
  NEVER,
  stringValue,
  textValue,
  UNDEFINED,
  type Value,
} from "../../values/value.ts";
import { isOptions, optionOf } from "./options.ts";
import { distinct, requestedUrls, resourceTexts } from "./resources.ts";

/** What a request can reach. */
export interface Reached {
  readonly urls: readonly Resource[];
  readonly connections: readonly Resource[];
}

/** The URLs and connections of a call. */
export function requestedBy(call: Call, model: ResourceModel): Reached {
  const found = argument(call.args, 0).flatMap((atom) => reachedBy(call, atom, model));
  const urls = found.flatMap((each) => each.urls);
  const connections = found.flatMap((each) => each.connections);
  if (urls.length + connections.length === 0) urls.push(unknownResource("callee"));
  return { urls: distinct(urls), connections: distinct(connections) };
}

function reachedBy(call: Call, atom: Atom, model: ResourceModel): readonly Reached[] {
  if (isNullish(atom)) return [];
  if (atom.kind === "object" && atom.type === "object") return [byOptions(call, atom, model)];
  return withOptions(call, atom).map((each) =>
    each === undefined ? { urls: fromText(call, atom), connections: [] } : byOptions(call, each, model),
  );
}

function byOptions(call: Call, options: AbstractObject, model: ResourceModel): Reached {
  const sockets = writtenOption(call, options, "socketPath");
  const local = textsOf(call.frame, given(sockets), call.site).map((text) => nameResource(concat(["unix:"], text)));
  if (sockets.length > 0 && !sockets.some(isNullish)) return { urls: [], connections: local };
  const { text, complete } = fromOptions(call, options, model);
  if (!complete) return { urls: [], connections: [...local, ...text.map((each) => nameResource(each))] };
  const urls = text.flatMap((each) => requested(each).filter((one) => one !== undefined));
  return { urls, connections: local };
}

/** What options behind a URL say in the place of its parts. */
const OVERRIDING = ["protocol", "hostname", "host", "port", "path", "socketPath"];

/** The options that a URL and those behind it make together; undefined where the URL alone counts. */
function withOptions(call: Call, url: Atom): readonly (AbstractObject | undefined)[] {
  const { frame, args } = call;
  const all = argument(args, 1).map((atom) => {
    if (atom.kind !== "object" || atom.type !== "object") return undefined;
    const given = OVERRIDING.filter((name) => atom.state.members.has(name) || atom.state.accessors?.has(name) === true);
    if (given.length === 0) return undefined;
    const members = new Map(urlOptions(call, url));
    for (const name of given) {
      const before = members.get(name) ?? UNDEFINED;
      const isMissing = isMaybe(atom.state.members.get(name) ?? NEVER);
      members.set(name, joinValues(optionOf(call, [atom], name), isMissing ? before : NEVER));
    }
    return frame.machine.newObject("object", { content: { ...EMPTY_CONTENT, members } });
  });
  return all.length === 0 ? [undefined] : [...new Set(all)];
}

/** The parts of a URL as options. */
function urlOptions(call: Call, atom: Atom): readonly (readonly [name: string, value: Value])[] {
  const { machine } = call.frame;
  const urls =
    atom.kind === "object" && atom.type === "url"
      ? [atom]
      : resourceTexts(call, [atom]).flatMap((text) => makeUrl(machine, text, undefined) ?? []);
  const read = (name: string): Value => joinValues(...urls.flatMap((url) => urlProperty(url, name).map(textValue)));
  const path = concatValues(call.frame, [read("pathname"), read("search")], call.site);
  return [...["protocol", "hostname", "port"].map((name) => [name, read(name)] as const), ["path", path]];
}

function fromText(call: Call, atom: Atom): readonly Resource[] {
  return resourceTexts(call, [atom]).flatMap((text) => requested(text).map((one) => one ?? unknownResource("callee")));
}

function requested(text: Text): readonly (Resource | undefined)[] {
  return requestedUrls(text, { socket: false });
}

/** The value of an option that the program gave by its name; that an object from outside may have it says nothing. */
function writtenOption(call: Call, options: AbstractObject, name: string): Value {
  const isWritten = options.state.members.has(name) || options.state.rest === undefined;
  const value = isWritten ? optionOf(call, [options], name) : NEVER;
  return value.some((atom) => !isNullish(atom)) ? value : NEVER;
}

function fromOptions(
  call: Call,
  object: AbstractObject,
  model: ResourceModel,
): { readonly text: readonly Text[]; readonly complete: boolean } {
  const options: Value = [object];
  const read = (...names: string[]): Value => {
    const found = joinValues(...names.map((name) => given(optionOf(call, options, name))));
    return found.length === 0 ? UNDEFINED : found;
  };
  const texts = (value: Value): readonly Text[] => textsOf(call.frame, value, call.site);
  const href = given(writtenOption(call, object, "href"));
  if (href.length > 0) return { text: texts(href), complete: true };
  const scheme = orElse(read("protocol"), stringValue(model.scheme ?? "http:"));
  const host = orElse(orElse(given(optionOf(call, options, "hostname")), read("host")), stringValue("localhost"));
  const port = given(read("port"));
  const path = given(read("path", "pathname"));
  const behind = joinValues(
    ...port.map((atom) => (isEmpty(atom) ? stringValue("") : concatValues(call.frame, [":", [atom]], call.site))),
  );
  if (path.length === 0 && !options.some(isOpen)) {
    const ports = port.length === 0 ? [literalText(model.scheme === "https:" ? "443" : "80")] : texts(port);
    return { text: texts(host).flatMap((name) => ports.map((each) => concat(name, [":"], each))), complete: false };
  }
  const whole = concatValues(
    call.frame,
    [
      scheme,
      "//",
      host,
      port.length === 0 ? "" : behind,
      path.length === 0 ? "/" : joinValues(...texts(path).map(behindHost)),
    ],
    call.site,
  );
  return { text: texts(whole), complete: true };
}

function isEmpty(atom: Atom): boolean {
  return atom.kind === "string" && atom.text.length === 0;
}

/** The path of a request, which says nothing of its host whatever it begins with. */
function behindHost(path: Text): Value {
  const [first, ...rest] = path;
  return textValue(isHole(first) ? ["/", { ...first, symbol: undefined, deep: true }, ...rest] : path);
}

function isOpen(atom: Atom): boolean {
  return isOptions(atom) && atom.kind === "object" && atom.state.rest !== undefined;
}

function given(value: Value): Value {
  return value.filter((atom) => !isNullish(atom));
}

function orElse(value: Value, otherwise: Value): Value {
  const known = given(value);
  return known.length === 0 ? otherwise : known;
}
