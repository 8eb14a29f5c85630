/** Setting the properties of URL objects. */
import { mark } from "../effects/resource.ts";
import { ANY_CHARS } from "../values/chars.ts";
import {
  concat,
  EMPTY_TEXT,
  type Hole,
  isHole,
  joinedHole,
  literalOf,
  literalText,
  type Text,
} from "../values/text.ts";
import { normalTail, splitAuthority, type UrlParts, withPort } from "./url-parts.ts";

/** The parts after a property was set; undefined when nothing can be said any more. */
export function withUrlProperty(parts: UrlParts, name: string, text: Text): UrlParts | undefined {
  switch (name) {
    case "protocol":
    case "host":
    case "hostname":
    case "port":
      return withOrigin(parts, name, text);
    case "pathname": {
      const marked = mark(text);
      const tail = normalTail(marked, marked.text.replaceAll("?", "%3F").replaceAll("#", "%23"), "");
      return { ...parts, path: tail?.path ?? text };
    }
    case "search": {
      const marked = mark(text);
      const tail = normalTail(marked, "", marked.text.replace(/^\?/, "").replaceAll("#", "%23"));
      return { ...parts, query: tail?.query ?? text };
    }
    case "hash":
      return { ...parts, hash: text };
    default:
      return undefined;
  }
}

function withOrigin(parts: UrlParts, name: "protocol" | "host" | "hostname" | "port", text: Text): UrlParts {
  const old = splitAuthority(parts.authority);
  const literal = literalOf(text);
  if (literal !== undefined) return withKnownOrigin(parts, name, literal);
  if (name === "protocol") {
    const isPlain = text.every(isHole);
    return { ...parts, scheme: isPlain ? concat(text, [":"]) : [joinedHole([...text, ...parts.scheme], "callee")] };
  }
  const valid = name === "port" ? /^[0-9]*$/ : name === "host" ? /^[^/\\?#@\s]*$/ : /^[^/\\?#@\s:]*$/;
  const isValid = text.every((part) => isHole(part) || valid.test(part));
  const open = (part: Hole): Hole => ({ ...part, normalised: true });
  const set: Text = isValid
    ? text.map((part) => (isHole(part) ? open(part) : part))
    : [open({ ...joinedHole(text, "context-merged"), chars: ANY_CHARS })];
  const host = name === "port" ? old.host : set;
  const port = name === "port" ? set : old.port;
  const isWhole = port.length === 0 || (name === "host" && text.some((part) => !isHole(part) && part.includes(":")));
  return { ...parts, authority: concat(withPort(host, isWhole ? EMPTY_TEXT : port), old.rest) };
}

/** What two URLs differ in after the same was set is what a setter leaves, because the text is not valid, say. */
function withKnownOrigin(parts: UrlParts, name: "protocol" | "host" | "hostname" | "port", literal: string): UrlParts {
  const known = literalOf(parts.scheme);
  const scheme = known ?? "https:";
  const [a, b] = [new URL(`${scheme}//a:1`), new URL(`${scheme}//b:2`)];
  a[name] = literal;
  b[name] = literal;
  const old = splitAuthority(parts.authority);
  const host = a.hostname === b.hostname ? literalText(a.hostname) : old.host;
  const port = a.port === b.port ? literalText(a.port) : old.port;
  const authority = concat(withPort(host, port), old.rest);
  // What has a host and is no URL of the web keeps its scheme, which no request has.
  const isWeb = known !== undefined || (name === "protocol" && (literalOf(old.host) ?? "") !== "");
  const isSame = a.protocol === scheme && !(isWeb && name === "protocol" && /^(https?|wss?|ftp):?$/i.test(literal));
  return { ...parts, scheme: isSame ? parts.scheme : [a.protocol], authority };
}
