/**
 * `textDocument/completion` inside the manifest: sections, domains, kinds, limits, their usual quantities, and the
 * resources that the code is known to reach. Silent everywhere else.
 */
import type { Span } from "../../runtime-core/base/span.ts";
import { isLimitName, KNOWN_LIMITS, knownLimit } from "../../runtime-core/limits/known-limits.ts";
import { printQuantity } from "../../runtime-core/limits/parse-limit.ts";
import { SECTIONS } from "../../runtime-core/manifest/sections.ts";
import { PERMISSION_KINDS } from "../../runtime-core/permissions/permission.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";
import type { FilePlace } from "./grant-uses.ts";
import { type ManifestPlace, manifestPlace } from "./manifest-place.ts";

/** One proposal. */
export interface Completion {
  readonly label: string;
  readonly kind: "section" | "domain" | "permission-kind" | "limit" | "quantity" | "resource";
  /** A short remark beside the label. */
  readonly detail: string;
  /** Sentences, in Markdown. */
  readonly doc: string;
  /** Replaces `replace`, quotes included where they are needed. */
  readonly text: string;
  readonly replace: Span;
}

interface Offer {
  readonly label: string;
  readonly kind: Completion["kind"];
  readonly detail: string;
  readonly doc: string;
}

/** Proposals for the place, in the order of the tables; none when it is not in the manifest. */
export function completions(prepared: PreparedModule, at: FilePlace): readonly Completion[] {
  const location = prepared.manifest?.location;
  const source = prepared.files.get(at.file)?.source;
  if (location?.file !== at.file || source === undefined) return [];
  const place = manifestPlace(source.text, location.span, at.offset);
  if (place === undefined) return [];
  const offers = place.at === "key" ? keysFor(place) : valuesFor(prepared, place);
  return offers.map((offer) => ({ ...offer, text: textOf(offer.label, place), replace: place.word }));
}

function keysFor(place: ManifestPlace): readonly Offer[] {
  return keysAt(place.path).filter((offer) => !place.siblings.includes(offer.label));
}

function keysAt(path: readonly string[]): readonly Offer[] {
  const [section, domain] = path;
  if (section === undefined) {
    return Object.entries(SECTIONS).map(([label, row]) => ({
      label,
      kind: "section",
      detail: row.shape,
      doc: row.doc,
    }));
  }
  if (section === "limits" && path.length === 1) return Object.keys(KNOWN_LIMITS).map(limitOffer);
  if (section !== "permissions") return [];
  if (path.length === 1) {
    return Object.entries(PERMISSION_KINDS).map(([label, kinds]) => ({
      label,
      kind: "domain",
      detail: kinds.join(", "),
      doc: "",
    }));
  }
  if (path.length !== 2 || domain === undefined || !isDomain(domain)) return [];
  return PERMISSION_KINDS[domain].map((label) => ({
    label,
    kind: "permission-kind",
    detail: `${domain}.${label}`,
    doc: "",
  }));
}

function limitOffer(label: string): Offer {
  if (!isLimitName(label)) return { label, kind: "limit", detail: "", doc: "" };
  const row = knownLimit(label);
  const usual = row.script === undefined ? "no default" : `default ${printQuantity(row.script)}`;
  return { label, kind: "limit", detail: `${row.kind}, ${usual}`, doc: row.doc };
}

function valuesFor(prepared: PreparedModule, place: ManifestPlace): readonly Offer[] {
  const [section, second, third] = place.path;
  if (section === "limits" && second !== undefined && place.path.length === 2) return quantitiesFor(second);
  if (section !== "permissions" || second === undefined || third === undefined) return [];
  const reached = prepared.effects.effects
    .filter((effect) => effect.kind === `${second}.${third}` && effect.resource !== null)
    .map(
      (effect) =>
        ({ label: effect.resource ?? "", kind: "resource", detail: `reached by ${effect.call}`, doc: "" }) as const,
    );
  return [...new Map(reached.map((offer) => [offer.label, offer])).values()];
}

function quantitiesFor(limit: string): readonly Offer[] {
  if (!isLimitName(limit)) return [];
  const row = knownLimit(limit);
  return (["script", "request"] as const).flatMap((profile) => {
    const quantity = row[profile];
    if (quantity === undefined) return [];
    return [
      { label: printQuantity(quantity), kind: "quantity", detail: `default of ${profile}`, doc: row.doc } as const,
    ];
  });
}

/** Quotes that are there are kept; a key is quoted when it must be, a value always. */
function textOf(label: string, place: ManifestPlace): string {
  if (place.quoted) return label;
  if (place.at === "value") return JSON.stringify(label);
  return /^[A-Za-z_$][\w$]*$/.test(label) ? label : JSON.stringify(label);
}

function isDomain(name: string): name is keyof typeof PERMISSION_KINDS {
  return Object.hasOwn(PERMISSION_KINDS, name);
}
