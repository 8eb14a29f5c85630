/**
 * `http.request` and its kin: the URL of a text, a URL or options; host and port alone are a connection.
 */
import type { ResourceModel } from "../../../../capabilities/profiles/profile.ts";
import { argument } from "../../closures.ts";
import { nameResource, type Resource, unknownResource } from "../../effects/resource.ts";
import type { Call } from "../../machine.ts";
import { concatValues, textsOf } from "../../texts.ts";
import { concat, literalText, type Text } from "../../values/text.ts";
import { type Atom, isNullish, joinValues, stringValue, UNDEFINED, type Value } from "../../values/value.ts";
import { isOptions, optionOf } from "./options.ts";
import { distinct, requestedUrls, resourceTexts } from "./resources.ts";

/** What a request can reach. */
export interface Reached {
  readonly urls: readonly Resource[];
  readonly connections: readonly Resource[];
}

/** The URLs and connections of a call. */
export function requestedBy(call: Call, model: ResourceModel): Reached {
  const urls: Resource[] = [];
  const connections: Resource[] = [];
  for (const atom of argument(call.args, 0)) {
    if (isNullish(atom)) continue;
    if (atom.kind === "object" && atom.type === "object") {
      const { text, complete } = fromOptions(call, [atom], model);
      if (complete) urls.push(...text.flatMap((each) => requested(each).filter((one) => one !== undefined)));
      else connections.push(...text.map((each) => nameResource(each)));
    } else urls.push(...fromText(call, atom));
  }
  if (urls.length + connections.length === 0) urls.push(unknownResource("callee"));
  return { urls: distinct(urls), connections: distinct(connections) };
}

function fromText(call: Call, atom: Atom): readonly Resource[] {
  return resourceTexts(call, [atom]).flatMap((text) => requested(text).map((one) => one ?? unknownResource("callee")));
}

function requested(text: Text): readonly (Resource | undefined)[] {
  return requestedUrls(text, { socket: false });
}

function fromOptions(
  call: Call,
  options: Value,
  model: ResourceModel,
): { readonly text: readonly Text[]; readonly complete: boolean } {
  const read = (...names: string[]): Value => {
    const found = joinValues(...names.map((name) => given(optionOf(call, options, name))));
    return found.length === 0 ? UNDEFINED : found;
  };
  const texts = (value: Value): readonly Text[] => textsOf(call.frame, value, call.site);
  const socket = given(read("socketPath"));
  if (socket.length > 0) return { text: texts(socket).map((text) => concat(["unix:"], text)), complete: false };
  const href = given(read("href"));
  if (href.length > 0) return { text: texts(href), complete: true };
  const scheme = orElse(read("protocol"), stringValue(model.scheme ?? "http:"));
  const host = orElse(orElse(given(optionOf(call, options, "hostname")), read("host")), stringValue("localhost"));
  const port = given(read("port"));
  const path = given(read("path", "pathname"));
  const behind: readonly Value[] = port.length === 0 ? [] : [stringValue(":"), port];
  if (path.length === 0 && !options.some(isOpen)) {
    const ports = port.length === 0 ? [literalText(model.scheme === "https:" ? "443" : "80")] : texts(port);
    return { text: texts(host).flatMap((name) => ports.map((each) => concat(name, [":"], each))), complete: false };
  }
  const whole = concatValues(
    call.frame,
    [scheme, stringValue("//"), host, ...behind, path.length === 0 ? stringValue("/") : path],
    call.site,
  );
  return { text: texts(whole), complete: true };
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
