/**
 * What a call of another host can reach: paths, URLs, addresses, names.
 */
import type { ResourceModel } from "../../../../capabilities/profiles/profile.ts";
import { argument } from "../../closures.ts";
import { nameResource, type Resource, unknownResource } from "../../effects/resource.ts";
import { rootedPath, withoutParameter } from "../../effects/rooted-path.ts";
import { urlResource, withSchemes } from "../../effects/url-resource.ts";
import type { Call } from "../../machine.ts";
import { textsOf } from "../../texts.ts";
import { concat, hole, isHole, literalOf, type Text } from "../../values/text.ts";
import { type Atom, isNullish, joinValues, NEVER, truthOf, UNDEFINED, type Value } from "../../values/value.ts";
import { addresses, socketPaths } from "./addresses.ts";
import { elementsOf, patternsOf } from "./globs.ts";
import { isOptions, optionOf } from "./options.ts";
import { inFolder } from "./working-folder.ts";

/** The resources of a call, and what else is asked where a URL is a file. */
export function resourcesOf(call: Call, model: ResourceModel, own: Value | undefined): readonly Resource[] {
  if (model.constant !== undefined)
    return [{ resource: model.constant, worstCase: model.constant, resolution: "exact", reason: null }];
  if (model.form === "address") return distinct(addresses(call, model));
  if (model.form === "socket-path") return distinct(socketPaths(call, model));
  if (model.form === "glob") return distinct(patternsOf(call).map(({ folder }) => rootedPath(folder, { below: true })));
  const value = resourceValue(call, model, own);
  const plain = resourceTexts(call, value);
  const written = model.form === "path" ? plain.flatMap((text) => inFolder(call.frame.machine, text)) : plain;
  const texts = written.filter((text) => model.except?.test(beginningOf(text)) !== true);
  if (written.length === 0) {
    if (model.otherwise === "") return [];
    if (model.otherwise !== undefined)
      return [{ resource: model.otherwise, worstCase: model.otherwise, resolution: "exact", reason: null }];
    return value.some((atom) => atom.kind === "number" || atom.kind === "range") ? [] : [unknownResource("callee")];
  }
  const belows = belowOf(call, model);
  const found = texts.flatMap((text) => belows.flatMap((below) => resourceOf(withFresh(text, model), model, below)));
  return distinct(found.filter((resource) => resource !== undefined));
}

/** What a text is known to begin with. */
function beginningOf([first = ""]: Text): string {
  return isHole(first) ? "" : first;
}

function withFresh(text: Text, { fresh }: ResourceModel): Text {
  if (fresh === undefined) return text;
  return freshText(fresh === "below" ? concat(text, ["/"]) : text);
}

/** The text of a fresh name behind another. */
export function freshText(text: Text): Text {
  return concat(text, [hole("random", { chars: 0, dotless: true })]);
}

function resourceValue(call: Call, model: ResourceModel, own: Value | undefined): Value {
  if (model.argument === undefined || model.within === true) return own ?? NEVER;
  const given = argument(call.args, model.argument);
  const { option } = model;
  if (option === undefined) return given;
  return joinValues(...given.map((atom): Value => (isOptions(atom) ? optionOf(call, [atom], option) : [atom])));
}

/** Texts of strings, URLs and requests; a number is an open file and reaches nothing. */
export function resourceTexts(call: Call, value: Value): readonly Text[] {
  return value.flatMap((atom): readonly Text[] => {
    if (isNullish(atom) || atom.kind === "number" || atom.kind === "range" || atom.kind === "boolean") return [];
    if (atom.kind === "object" && atom.type === "request")
      return resourceTexts(call, atom.state.slots.get("url") ?? NEVER);
    if (atom.kind === "object" && (atom.type === "function" || atom.type === "native")) return [];
    if (atom.kind === "object" && atom.type === "array") return resourceTexts(call, elementsOf(call, atom));
    if (atom.kind === "object" && atom.type === "object") return objectTexts(call, atom);
    return textsOf(call.frame, [atom], call.site);
  });
}

/** An object where a text is wanted: one with `href`, or something made of bytes. */
function objectTexts(call: Call, atom: Atom): readonly Text[] {
  const href = optionOf(call, [atom], "href").filter((each) => !isNullish(each));
  return href.length === 0 ? [[hole("callee")]] : textsOf(call.frame, href, call.site);
}

function belowOf(call: Call, { below }: ResourceModel): readonly boolean[] {
  if (below === undefined) return [false];
  const options = argument(call.args, below.argument).filter(isOptions);
  const given = options.length === 0 ? UNDEFINED : optionOf(call, options, below.option);
  if (below.otherwise === true && given.every((atom) => atom.kind === "undefined")) return [true];
  const truth = truthOf(given);
  return truth.true ? (truth.false ? [true, false] : [true]) : [false];
}

function resourceOf(text: Text, model: ResourceModel, below: boolean): readonly (Resource | undefined)[] {
  switch (model.form) {
    case "path":
      return [rootedPath(text, { below })];
    case "file-url":
      return /^file:/i.test(beginningOf(text)) ? [rootedPath(text, { below })] : [];
    case "module":
      return /^https?:/.test(literalOf(text) ?? "")
        ? requestedUrls(text, { socket: false })
        : [rootedPath(text, { below })];
    case "web-url":
      return /^https?:/i.test(beginningOf(text)) ? requestedUrls(text, { socket: false }) : [];
    case "url":
    case "http-request":
      return requestedUrls(text, { socket: false });
    case "websocket-url":
      return requestedUrls(text, { socket: true });
    default:
      return [nameResource(named(text))];
  }
}

/** What a text of a URL can mean. */
export function requestedUrls(text: Text, options: { readonly socket: boolean }): readonly (Resource | undefined)[] {
  return withSchemes(named(text), options).map((each) => urlResource(each, options));
}

function named(text: Text): Text {
  return text.map((part, i) => (i === 0 ? part : withoutParameter(part)));
}

/** Resources that print differently. */
export function distinct(resources: readonly Resource[]): readonly Resource[] {
  const seen = new Map<string, Resource>();
  for (const resource of resources) {
    const key = resource.resource ?? `?${resource.reason}`;
    if (!seen.has(key)) seen.set(key, resource);
  }
  return [...seen.values()];
}
