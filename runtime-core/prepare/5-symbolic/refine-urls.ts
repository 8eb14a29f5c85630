/** What a test of a part of a URL says about the URL, and about the text that it is made of. */
import { anyPort, canBeElsewhere, slotsOf, urlProperty } from "./builtins/url-parts.ts";
import type { Frame } from "./frame.ts";
import { charsOf } from "./values/chars.ts";
import { type AbstractObject, EMPTY_CONTENT } from "./values/object.ts";
import { concat, type Hole, hole, isHole, literalOf, type Text } from "./values/text.ts";
import { joinValues, NEVER, textValue, type Value } from "./values/value.ts";

/** `url.origin === "https://a.example"` says where the URL leads; so does `HOSTS.includes(url.host)`. */
export function narrowUrl(frame: Frame, url: AbstractObject, part: { name: string; value: Value }): void {
  const from = urlProperty(url, "pathname").flat().find(isHole) ?? hole("parameter");
  const path: Text = ["/", { ...from, deep: true, anywhere: undefined }];
  const query: Text = [];
  const rest = { path, query, hash: query };
  const slots = new Map<string, Value>();
  for (const atom of part.value) {
    const literal = atom.kind === "string" ? literalOf(atom.text) : undefined;
    const found = literal === undefined ? undefined : urlSlots(url, part.name, { literal, rest });
    if (found === undefined) return;
    for (const [name, value] of found) slots.set(name, joinValues(slots.get(name) ?? NEVER, value));
  }
  if (slots.size > 0) frame.machine.journal.write(url, { ...EMPTY_CONTENT, slots });
}

function urlSlots(
  url: AbstractObject,
  name: string,
  known: { literal: string; rest: { path: Text; query: Text; hash: Text } },
): ReadonlyMap<string, Value> | undefined {
  const { literal, rest } = known;
  const open = canBeElsewhere(url);
  if (name === "origin" && open) {
    const [scheme = "", authority = ""] = literal.split("//");
    return slotsOf({ scheme: [scheme], authority: [authority], ...rest });
  }
  if ((name === "host" || name === "hostname") && open) {
    const { slots } = url.state;
    const known = slots.get("protocol") ?? (slots.has("scheme") ? urlProperty(url, "protocol").flatMap(textValue) : []);
    const scheme = known.find((atom) => atom.kind === "string");
    return slotsOf({
      scheme: scheme?.kind === "string" ? scheme.text : [{ ...hole("parameter"), chars: charsOf("https:") }],
      authority: name === "host" ? [literal] : [literal, anyPort(hole("parameter"))],
      ...rest,
    });
  }
  const [scheme, ...others] = url.state.slots.get("scheme") ?? [];
  if (name === "protocol" && others.length === 0 && scheme?.kind === "string" && !open)
    return new Map([...url.state.slots, ["scheme", [{ kind: "string", text: [literal] }]]]);
  if (name === "protocol" && open)
    return new Map([...url.state.slots, ["protocol", [{ kind: "string", text: [literal] }]]]);
  return undefined;
}

/** What a text is when a part of the URL that is made of it is known; none where that says nothing. */
export function urlTextsAt(name: string, literal: string, from: Hole): readonly Text[] {
  const rest: Hole = { ...from, symbol: undefined, deep: true, normalised: true };
  if (name === "origin") return /^[a-z]+:\/\/[^/]+$/.test(literal) ? [[`${literal}/`, rest]] : [];
  if ((name !== "host" && name !== "hostname") || literal === "") return [];
  const port = name === "host" ? [] : [anyPort(from)];
  return ["http:", "https:"].map((scheme) => concat([`${scheme}//${literal}`], port, ["/", rest]));
}
