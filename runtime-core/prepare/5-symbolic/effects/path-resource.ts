/**
 * A partly known text as a path of the project.
 */
import { Memo } from "../../memo.ts";
import { SLASH } from "../values/chars.ts";
import { concat, isHole, type Text, textKey } from "../values/text.ts";
import {
  hasHole,
  holesIn,
  knowledgeOf,
  mark,
  type Marked,
  reasonOf,
  type Resource,
  unknownResource,
} from "./resource.ts";
import { type Beginning, canClimb, isSafeSegment, leaveSegment, printSegments, splitSegments } from "./segments.ts";

/** What a path text stands for; relative ones start at `folder`. */
export function pathResource(text: Text, options: { readonly folder: string; readonly below: boolean }): Resource {
  const { below, folder } = options;
  const known = KNOWN.of(below ? `${folder}/**` : folder, () => new Memo());
  return known.of(textKey(text), () => resourceOf(text, options));
}

/** By folder, then by text. */
const KNOWN = new Memo<Memo<Resource>>(100);

function resourceOf(text: Text, options: { readonly folder: string; readonly below: boolean }): Resource {
  const plain = withoutFileScheme(text);
  const [first] = plain;
  if (isHole(first) && first.symbol !== undefined) return symbolicPath(plain, options.below);
  if (isHole(first) && (first.chars & SLASH) !== 0) return unknownResource(reasonOf(text), "/**");
  const absolute = typeof first === "string" && first.startsWith("/") ? plain : concat([`${options.folder}/`], plain);
  const marked = mark(absolute);
  const segments = pathSegments(marked, { kept: 0, isOpen: false });
  const resource = join([...printSegments(marked, segments), ...(options.below ? ["**"] : [])]);
  return { resource, worstCase: worstPath(marked, segments, { resource, below: options.below }), ...knowledgeOf(text) };
}

function symbolicPath(text: Text, below: boolean): Resource {
  const marked = mark(text);
  const segments = printSegments(marked, splitSegments(marked, marked.text));
  return { resource: [...segments, ...(below ? ["**"] : [])].join("/"), worstCase: "/**", ...knowledgeOf(text) };
}

/** Takes "file://" away and the percent-encoding of URLs with it. */
export function withoutFileScheme(text: Text): Text {
  const [first, ...rest] = text;
  if (typeof first !== "string" || !/^file:/i.test(first)) return text;
  const path = first.replace(/^file:(\/\/[^/]*)?/i, "");
  return concat(
    [decoded(path.replace(/[?#].*$/s, ""))],
    rest.map((part) => (isHole(part) ? part : decoded(part))),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone "%" stands for itself.
  }
}

/** The segments of a path, "." and ".." resolved. */
export function pathSegments(marked: Marked, from: Pick<Beginning, "kept" | "isOpen">): readonly string[] {
  const out: string[] = [];
  for (const segment of splitSegments(marked, marked.text)) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") leaveSegment(marked, out, { ...from, delimiters: SLASH });
    else out.push(segment);
  }
  return out;
}

function join(segments: readonly string[]): string {
  return `/${normaliseRuns(segments).join("/")}`;
}

/** A run of wildcards becomes all "*" first, then one "**". */
export function normaliseRuns(segments: readonly string[]): readonly string[] {
  const out: string[] = [];
  let [stars, deep] = [0, false];
  const flush = (): void => {
    for (; stars > 0; stars--) out.push("*");
    if (deep) out.push("**");
    deep = false;
  };
  for (const segment of segments) {
    if (segment === "*") stars++;
    else if (segment === "**") deep = true;
    else {
      flush();
      out.push(segment);
    }
  }
  flush();
  return out;
}

function worstPath(marked: Marked, segments: readonly string[], rest: { resource: string; below: boolean }): string {
  const unsafe = segments.findIndex(
    (segment) => hasHole(segment) && !isSafeSegment(segment, holesIn(marked, segment), SLASH),
  );
  if (unsafe < 0) return rest.resource;
  if (canClimb(marked, segments.slice(unsafe), SLASH)) return "/**";
  return join([...printSegments(marked, segments.slice(0, unsafe)), "**"]);
}
