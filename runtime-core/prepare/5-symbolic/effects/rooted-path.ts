/**
 * A partly known text as a path of another host: named folders, and relative paths from the current one.
 */
import { isRoot, rootText, withoutUrlSlash } from "../hosts/foreign/roots.ts";
import { SLASH } from "../values/chars.ts";
import { concat, isHole, type Part, type Text } from "../values/text.ts";
import { normaliseRuns, pathResource, pathSegments, withoutFileScheme } from "./path-resource.ts";
import {
  hasHole,
  holesIn,
  knowledgeOf,
  mark,
  type Marked,
  printPiece,
  reasonOf,
  type Resource,
  unknownResource,
} from "./resource.ts";
import { canClimb, isSafeSegment, printSegments } from "./segments.ts";

/** What a path text stands for. */
export function rootedPath(text: Text, options: { readonly below: boolean }): Resource {
  const plain = withoutUrlSlash(withoutFileScheme(text)).map((part, i) => (i === 0 ? part : withoutParameter(part)));
  const [first] = plain;
  if (isHole(first) && first.symbol === undefined && (first.chars & SLASH) !== 0)
    return unknownResource(reasonOf(plain), "/**");
  if (isRoot(first)) return belowRoot(plain, options.below);
  if ((isHole(first) && first.symbol !== undefined) || (!isHole(first) && first?.startsWith("/") === true))
    return pathResource(plain, { folder: "", below: options.below });
  return belowRoot(concat(rootText("cwd"), ["/"], plain), options.below);
}

/** A parameter has a name only where the resource begins with it. */
export function withoutParameter(part: Part): Part {
  return isHole(part) && part.symbol?.startsWith("param:") === true ? { ...part, symbol: undefined } : part;
}

function belowRoot(text: Text, below: boolean): Resource {
  const marked = mark(text);
  const segments = pathSegments(marked, { kept: 1, isOpen: true });
  const above = segments.lastIndexOf("..");
  if (above >= 0) {
    const behind = [...printSegments(marked, segments.slice(above + 1)), ...(below ? ["**"] : [])];
    const resource = `/${normaliseRuns(["**", ...behind]).join("/")}`;
    return { resource, worstCase: "/**", ...knowledgeOf(text), resolution: "pattern" };
  }
  const [root = "", ...rest] = segments;
  const base = printPiece(marked, root);
  const printed = [...printSegments(marked, rest), ...(below ? ["**"] : [])];
  const resource = [base, ...normaliseRuns(printed)].join("/");
  return { resource, worstCase: worstCase(marked, { base, rest, resource }), ...knowledgeOf(text) };
}

function worstCase(marked: Marked, path: { base: string; rest: readonly string[]; resource: string }): string {
  const { base, rest, resource } = path;
  const open = (segment: string) => holesIn(marked, segment).filter((each) => !isRoot(each));
  const unsafe = rest.findIndex((segment) => hasHole(segment) && !isSafeSegment(segment, open(segment), SLASH));
  if (unsafe < 0) return resource;
  if (canClimb(marked, rest.slice(unsafe), SLASH)) return "/**";
  return [base, ...normaliseRuns([...printSegments(marked, rest.slice(0, unsafe)), "**"])].join("/");
}
