/** `ambit:path`, POSIX: paths as texts with holes. */
import { folderOf } from "../../../base/file-path.ts";
import { mark, unmark } from "../effects/resource.ts";
import { withoutFileScheme } from "../effects/path-resource.ts";
import { isRoot, rootText, withoutUrlSlash } from "../hosts/foreign/roots.ts";
import type { Call, Native } from "../machine.ts";
import { argument } from "../closures.ts";
import { oneTextOf } from "./one-text.ts";
import { makeUrl } from "./url-parts.ts";
import { textsOf } from "../texts.ts";
import { DOT, SLASH } from "../values/chars.ts";
import { concat, type Hole, hole, isHole, literalOf, type Text } from "../values/text.ts";
import { BOOLEAN, booleanValue, joinValues, textValue, UNDEFINED, type Value } from "../values/value.ts";

/** Texts of every argument, combined. */
function combine(call: Call, make: (texts: readonly Text[]) => Text): Value {
  let rows: readonly (readonly Text[])[] = [[]];
  for (const value of call.args.values) {
    const texts = textsOf(call.frame, value, call.site);
    rows = rows.flatMap((row) => texts.map((text) => [...row, withoutUrlSlash(withoutFileScheme(text))])).slice(0, 16);
  }
  if (call.args.rest !== undefined) {
    const more = oneTextOf(call.frame, call.args.rest, call.site).find(isHole) ?? hole("loop-widened");
    rows = rows.map((row) => [...row, [{ ...more, symbol: undefined, deep: true }]]);
  }
  return joinValues(...rows.map((row) => textValue(make(row))));
}

/** Where relative paths start. */
function startFolder(call: Call): Text {
  const { machine } = call.frame;
  if (machine.profile.foreign !== undefined) return rootText("cwd");
  const { entry } = machine.input;
  return [folderOf(entry)];
}

function isAbsolute(text: Text): boolean {
  return isRoot(text[0]) || (typeof text[0] === "string" && text[0].startsWith("/"));
}

/** Joins with "/" and normalises. */
function joined(texts: readonly Text[]): Text {
  const filled = texts.filter((text) => text.length > 0);
  return normalized(concat(...filled.flatMap((text, i) => (i === 0 ? [text] : [["/"], text]))));
}

/**
 * Removes ".", ".." and empty segments between literals. A hole that can climb may remove what stands before it,
 * which it says itself.
 */
function normalized(text: Text): Text {
  const marked = mark(text);
  const absolute = marked.text.startsWith("/");
  const rooted = isRoot(text[0]);
  const out: string[] = [];
  for (const segment of marked.text.split("/")) {
    if (segment === "" || segment === ".") continue;
    const last = out.at(-1);
    if (segment !== "..") out.push(segment);
    else if (last !== undefined && last !== ".." && !(rooted && out.length === 1)) out.pop();
    else if (!absolute) out.push(segment);
  }
  const trailing = marked.text.endsWith("/") && out.length > 0 ? "/" : "";
  const plain = `${absolute ? "/" : ""}${out.join("/")}${trailing}`;
  const parts = unmark(marked, plain === "" ? "." : plain);
  const known = isAbsolute(parts);
  return parts.map((part) => (isHole(part) && known ? climbed(part) : part));
}

function climbed(part: Hole): Hole {
  if (part.dotless || (part.chars & DOT) === 0) return part;
  return { ...part, normalised: (part.chars & SLASH) !== 0 || !part.dotless };
}

function resolved(call: Call, texts: readonly Text[]): Text {
  const at = texts.findLastIndex(isAbsolute);
  const from = at < 0 ? [...withStart(call, texts), ...texts] : texts.slice(at);
  const result = joined(from);
  const opens = from.slice(1).some((text) => isHole(text[0]) && !isRoot(text[0]));
  return opens ? result.map((part) => (isHole(part) ? { ...part, normalised: true } : part)) : result;
}

/** A named text in front may be absolute: what it is relative to stays open. */
function withStart(call: Call, texts: readonly Text[]): readonly Text[] {
  const [first] = texts[0] ?? [];
  const open = call.frame.machine.profile.foreign !== undefined && isHole(first) && first.symbol !== undefined;
  return open ? [] : [startFolder(call)];
}

function directory(text: Text): Text {
  const marked = mark(text);
  const clean = marked.text.replace(/\/+$/, "");
  const at = clean.lastIndexOf("/");
  if (at < 0) return text.length === 1 && isHole(text[0]) ? text : ["."];
  return unmark(marked, at === 0 ? "/" : clean.slice(0, at));
}

function base(text: Text): Text {
  const marked = mark(text);
  const clean = marked.text.replace(/\/+$/, "");
  const parts = unmark(marked, clean.slice(clean.lastIndexOf("/") + 1));
  return parts.map((part) =>
    isHole(part) ? { ...part, symbol: undefined, deep: false, chars: part.chars & ~SLASH } : part,
  );
}

function withoutSuffix(text: Text, suffix: string | undefined): Text {
  const last = text.at(-1);
  if (suffix === undefined || typeof last !== "string" || !last.endsWith(suffix)) return text;
  return concat([...text.slice(0, -1), last.slice(0, -suffix.length)]);
}

function extension(text: Text): Text {
  const name = base(text);
  const last = name.at(-1);
  if (typeof last === "string" && last.lastIndexOf(".") > (name.length === 1 ? 0 : -1))
    return [last.slice(last.lastIndexOf("."))];
  const from = name.find(isHole);
  return from === undefined ? [] : [{ ...from, symbol: undefined, deep: false }];
}

function first(call: Call, make: (text: Text) => Text): Value {
  return joinValues(...textsOf(call.frame, argument(call.args, 0), call.site).map((text) => textValue(make(text))));
}

export const PATH_FUNCTIONS: Readonly<Record<string, Native>> = {
  join: (call) => combine(call, joined),
  resolve: (call) => combine(call, (texts) => resolved(call, texts)),
  normalize: (call) => first(call, normalized),
  dirname: (call) => first(call, directory),
  basename: (call) => {
    const [suffix] = textsOf(
      call.frame,
      argument(call.args, 1).filter((atom) => atom.kind === "string"),
      call.site,
    );
    const literal = typeof suffix?.[0] === "string" ? suffix[0] : undefined;
    return first(call, (text) => withoutSuffix(base(text), literal));
  },
  extname: (call) => first(call, extension),
  relative: (call) => relative(call),
  isAbsolute: (call) => {
    const [text] = textsOf(call.frame, argument(call.args, 0), call.site);
    const [head] = text ?? [];
    if (isRoot(head)) return booleanValue(true);
    return typeof head === "string" ? booleanValue(head.startsWith("/")) : BOOLEAN;
  },
};

function relative(call: Call): Value {
  const [from, to] = [
    oneTextOf(call.frame, argument(call.args, 0), call.site),
    oneTextOf(call.frame, argument(call.args, 1) ?? UNDEFINED, call.site),
  ];
  if (from.some(isHole) || to.some(isHole)) {
    const part = [...to, ...from].find(isHole) ?? hole("parameter");
    return textValue([{ ...part, symbol: undefined, deep: true, dotless: false }]);
  }
  const segments = (text: Text): string[] => (literalOf(resolved(call, [text])) ?? "").split("/").filter(Boolean);
  const [a, b] = [segments(from), segments(to)];
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  const path = [...a.slice(shared).map(() => ".."), ...b.slice(shared)].join("/");
  return textValue(path === "" ? [] : [path]);
}

/** `fileURLToPath` and `pathToFileURL` of `node:url`. */
export const FILE_URL_FUNCTIONS: Readonly<Record<string, Native>> = {
  fileURLToPath: (call) => first(call, (text) => withoutUrlSlash(withoutFileScheme(text))),
  pathToFileURL: (call) => {
    const { machine } = call.frame;
    return textsOf(call.frame, argument(call.args, 0), call.site).flatMap((text) => {
      const path = resolved(call, [text]);
      const url = makeUrl(machine, concat([isRoot(path[0]) ? "file:///" : "file://"], path), undefined);
      return url === undefined ? [] : [url];
    });
  },
};
