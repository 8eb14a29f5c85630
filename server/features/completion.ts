/**
 * `textDocument/completion` and `completionItem/resolve`: inside the manifest and the options of `spawn` what may stand there, in
 * literals of host calls what they may name. Silent everywhere else.
 */
import { isModuleName } from "../../runtime-core/base/module-name.ts";
import { folderOf } from "../../runtime-core/base/file-path.ts";
import { SPAWN_OPTIONS } from "../../runtime-core/capabilities/modules.ts";
import { type FilePath, type Span, touches } from "../../runtime-core/base/span.ts";
import { isLimitName, KNOWN_LIMITS, knownLimit, type LimitName } from "../../runtime-core/limits/known-limits.ts";
import { printQuantity } from "../../runtime-core/limits/parse-limit.ts";
import { UNITS } from "../../runtime-core/limits/units.ts";
import type { JsonSchema, Manifest } from "../../runtime-core/manifest/manifest.ts";
import { SECTIONS } from "../../runtime-core/manifest/sections.ts";
import { parsePath, printPath } from "../../runtime-core/permissions/path-pattern.ts";
import { isPermissionDomain, PERMISSION_KINDS } from "../../runtime-core/permissions/permission.ts";
import { type HostCall, hostCallsIn, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import type { FilePlace } from "./grant-uses.ts";
import { firstLine, type ManifestPlace, manifestPlace, manifestPlaces } from "./manifest-place.ts";
import {
  grantOffers,
  literalOffers,
  type OfferSource,
  pathOffers,
  reachedOffers,
  type ResourceOffer,
} from "./resource-offers.ts";

/** One proposal. */
export interface Completion {
  readonly label: string;
  readonly kind: "section" | "domain" | "permission-kind" | "limit" | "quantity" | "key" | "value" | ResourceKind;
  /** A short remark beside the label. */
  readonly detail: string;
  /** Replaces `replace`, quotes included where they are needed. */
  readonly text: string;
  /** The same without quotes: what is typed is compared with it. */
  readonly filter: string;
  /** What follows a key without a value, as a snippet: `: { $0 },`; empty for others. */
  readonly value: string;
  readonly replace: Span;
  /** What `completionDoc` explains; undefined: nothing. */
  readonly about: CompletionSubject | undefined;
}

/** What a resource is. */
type ResourceKind = "file" | "folder" | "url" | "variable" | "secret" | "module" | "store";

/** What a proposal is about. */
export interface CompletionSubject {
  readonly kind: "section" | "limit" | "permission-kind";
  readonly name: string;
}

type Offer = Pick<Completion, "label" | "kind" | "detail"> & {
  readonly about?: CompletionSubject;
  /** Of a key, the shape of its value as a snippet. */
  readonly shape?: string;
  /** Written without quotes where none stand. */
  readonly plain?: true;
  /** What is written of the label, behind constants that give the rest of it. */
  readonly behind?: string;
};

/** A place, and what may be asked about it. */
export interface CompletionPlace extends FilePlace {
  readonly workspace: OfferSource["workspace"];
  readonly manifestOf: (path: FilePath) => Manifest | undefined;
}

/** Proposals for the place, each label once; none where the cursor is beside what they would replace, as on a quote. */
export function completions(prepared: PreparedModule, at: CompletionPlace): readonly Completion[] {
  const text = prepared.files.get(at.file)?.source.text ?? "";
  const places = manifestPlaces(prepared, at);
  const found =
    places.length === 0
      ? inCalls(prepared, at, text)
      : places
          .filter((each) => !hasValue(each, text))
          .flatMap((each) => inManifest({ prepared, ...at, in: text }, each));
  const near = found.filter(({ replace }) => touches(replace, at.offset));
  return places.length < 2
    ? near
    : [...new Map(near.toReversed().map((each) => [each.label, each])).values()].toReversed();
}

/** Whether a list or an object stands behind the place of a value. */
function hasValue({ at, quoted, word: { end, start } }: ManifestPlace, text: string): boolean {
  return at === "value" && !quoted && start === end && /^[^\S\n]*[[{]/.test(text.slice(end));
}

type PlaceInText = CompletionPlace & { readonly prepared: PreparedModule; readonly in: string };

function inManifest(at: PlaceInText, place: ManifestPlace): readonly Completion[] {
  const head = /^.*\$\{[^{}]*\}/s.exec(place.text)?.[0];
  if (!place.quoted || head === undefined) return offersAs({ ...place, in: at.in }, offersAt(at, place));
  return behindConstants(at, { ...place, head });
}

/** In a template that begins with constants, what goes on behind their values. */
function behindConstants(at: PlaceInText, place: ManifestPlace & { readonly head: string }): readonly Completion[] {
  const { head, path, word } = place;
  const typed = writtenValue(at.prepared, { path, file: at.file, start: word.start - 1 });
  const tail = place.text.slice(head.length);
  const start = word.start + head.length;
  if (typed?.endsWith(tail) !== true || at.offset < start) return [];
  const value = typed.slice(0, typed.length - tail.length);
  const offers = offersAt(at, { ...place, text: typed })
    .filter(({ label }) => label.startsWith(value))
    .map((offer) => ({ ...offer, behind: offer.label.slice(value.length) }));
  return offersAs({ ...place, word: { start, end: word.end }, in: at.in }, offers);
}

/** The text that a literal in a list of the manifest stands for; undefined when that is not known. */
function writtenValue(
  { manifest }: PreparedModule,
  { file, path, start }: { readonly path: readonly string[]; readonly file: FilePath; readonly start: number },
): string | undefined {
  const list = path.reduce<unknown>(
    (data, key) => (data as Readonly<Record<string, unknown>> | undefined)?.[key],
    manifest?.data,
  );
  if (!Array.isArray(list)) return undefined;
  const value: unknown = list.find((_, index) => {
    const at = manifest?.locate([...path, index]);
    return at?.file === file && at.span.start === start;
  });
  return typeof value === "string" ? value : undefined;
}

function inCalls(prepared: PreparedModule, at: CompletionPlace, text: string): readonly Completion[] {
  for (const call of hostCallsIn(prepared, at.file, { start: at.offset, end: at.offset })) {
    const literal = call.literals.find(({ span }) => span.start <= at.offset && at.offset <= span.end);
    if (literal !== undefined) {
      const { domain, span } = literal;
      const typed = firstLine(literal.text);
      const word = typed === literal.text ? span : { start: span.start, end: span.start + typed.length };
      const offers = literalOffers({ prepared, ...at }, { domain, typed });
      return offersAs({ word, quoted: true, at: "value", in: text }, asResources(domain, offers));
    }
    const options = call.capability.name === "spawn" ? call.arguments[1] : undefined;
    const place = options && manifestPlace(text, options, at.offset);
    if (place !== undefined && !hasValue(place, text))
      return offersAs({ ...place, in: text }, spawnOffers({ prepared, ...at }, { call, place }));
  }
  return [];
}

function offersAs(
  place: Pick<ManifestPlace, "word" | "quoted" | "at"> & {
    readonly siblings?: readonly string[];
    readonly in: string;
  },
  offers: readonly Offer[],
): readonly Completion[] {
  const wanted = offers.filter(({ label }) => place.siblings?.includes(label) !== true);
  const unique = new Map(wanted.toReversed().map((offer) => [offer.label, offer]));
  const next = place.at === "key" && !place.quoted ? /.*/.exec(place.in.slice(place.word.end))?.[0].trim() : ":";
  const quote = /[`'"]/.exec(place.in.slice(0, place.word.start).at(-1) ?? "")?.[0] ?? '"';
  return [...unique.values()].toReversed().map(({ about, behind, detail, kind, label, plain, shape }) => {
    const filter = escaped(behind ?? label, place.quoted ? quote : '"');
    return {
      label,
      kind,
      detail,
      text: place.quoted || (plain === true && place.at === "value") ? filter : quoted(filter, place.at),
      filter,
      value: shape === undefined || next?.startsWith(":") === true ? "" : `: ${shape}${next === "" ? "," : ""}`,
      replace: place.word,
      about,
    };
  });
}

type Source = OfferSource & CompletionPlace;

function offersAt(source: Source, place: ManifestPlace): readonly Offer[] {
  return place.at === "key" ? keysAt(source, place.path) : valuesAt(source, place);
}

function keysAt({ prepared }: Source, path: readonly string[]): readonly Offer[] {
  const [section, domain] = path;
  if (section === undefined) {
    return Object.entries(SECTIONS).map(([label, row]) => {
      const about = { kind: "section", name: label } as const;
      return { label, kind: "section", detail: row.shape, about, shape: SHAPES[row.shape] ?? IN_BRACES };
    });
  }
  if (path.length === 2) {
    if (section === "permissions") return domain === undefined ? [] : kindsOf(domain);
    return (ENTRY_KEYS[section] ?? []).map((label) => ({ label, kind: "key", detail: "", shape: "$0" }));
  }
  if (path.length !== 1) return [];
  if (section === "limits") return Object.keys(KNOWN_LIMITS).map(limitOffer);
  if (section === "env")
    return reachedOffers(prepared, "env.read").map((offer) => ({
      ...offer,
      kind: "key",
      shape: '{ type: "string"$0 }',
    }));
  if (section !== "permissions") return [];
  return Object.entries(PERMISSION_KINDS).map(([label, kinds]) => ({
    label,
    kind: "domain",
    detail: kinds.join(", "),
    shape: IN_BRACES,
  }));
}

const IN_BRACES = "{ $0 }";
/** By the shape that a section has for people. */
const SHAPES: Readonly<Partial<Record<string, string>>> = { string: '"$0"', names: '["$0"]' };

/** Keys of one entry of a section. */
const ENTRY_KEYS: Readonly<Partial<Record<string, readonly string[]>>> = {
  files: ["path", "schema"],
  databases: ["location", "schema", "expectedSchemaUpdate"],
  limits: ["rate", "burst"],
  parameters: ["type", "description", "default", "enum"],
  env: ["type", "description", "default", "enum"],
};

function kindsOf(domain: string): readonly Offer[] {
  if (!isPermissionDomain(domain)) return [];
  return PERMISSION_KINDS[domain].map((label) => ({
    label,
    kind: "permission-kind",
    detail: `${domain}.${label}`,
    about: { kind: "permission-kind", name: `${domain}.${label}` },
    shape: '["$0"]',
  }));
}

function limitOffer(label: string): Offer {
  if (!isLimitName(label)) return { label, kind: "limit", detail: "" };
  const row = knownLimit(label);
  const usual = row.script === undefined ? "no default" : `default ${printQuantity(row.script)}`;
  const shape = row.quantity === "count" ? "$0" : '"$0"';
  return { label, kind: "limit", detail: `${row.kind}, ${usual}`, about: { kind: "limit", name: label }, shape };
}

function valuesAt(source: Source, place: ManifestPlace): readonly Offer[] {
  const [section, second, third] = place.path;
  const typed = place.text;
  if (section === "secrets") return asResources("secrets", reachedOffers(source.prepared, "secrets.use"));
  if (second === undefined) return [];
  if (section === "limits" && isLimitName(second))
    return third === "burst" ? burstsFor(second, place) : quantitiesFor(second, place);
  if (third === undefined) return [];
  if (section === "files" && third === "path")
    return asResources(
      "fs",
      pathOffers(source, typed, (name) => name.endsWith(".json")),
    );
  if (section !== "permissions") return [];
  return asResources(second, grantOffers(source, { domain: second, kind: third, typed }));
}

function asResources(domain: string, offers: readonly ResourceOffer[]): readonly Offer[] {
  return offers.map(({ detail, label }) => ({ label, kind: resourceKind(domain, label), detail }));
}

const RESOURCE_KINDS: Readonly<Partial<Record<string, ResourceKind>>> = {
  http: "url",
  websocket: "url",
  env: "variable",
  secrets: "secret",
  modules: "module",
};

/** A folder, or a pattern of what is in one, is a folder. */
function resourceKind(domain: string, label: string): ResourceKind {
  const isPath = domain === "fs" || domain === "modules";
  if (isPath && /(?:\/|\*)$/.test(label)) return "folder";
  return RESOURCE_KINDS[domain] ?? (isPath ? "file" : "store");
}

/** The defaults, or what is typed with each unit. */
function quantitiesFor(limit: LimitName, { text }: ManifestPlace): readonly Offer[] {
  const row = knownLimit(limit);
  const about = { kind: "limit", name: limit } as const;
  const plain = row.quantity === "count" ? ({ plain: true } as const) : {};
  const number = /^\d+(?:\.\d+)?/.exec(text)?.[0];
  if (number !== undefined) {
    return UNITS.filter(({ kind }) => kind === row.quantity).map((unit) => {
      return { label: number + unit.text, kind: "quantity", detail: "", about, ...plain };
    });
  }
  return (["script", "request"] as const).flatMap((profile): readonly Offer[] => {
    const quantity = row[profile];
    if (quantity === undefined) return [];
    return [{ label: printQuantity(quantity), kind: "quantity", detail: `default of ${profile}`, about, ...plain }];
  });
}

/** What is typed with each unit of what a rate or a frequency saves up: bytes, or a plain count. */
function burstsFor(limit: LimitName, { text }: ManifestPlace): readonly Offer[] {
  const number = /^\d+(?:\.\d+)?/.exec(text)?.[0];
  if (number === undefined || knownLimit(limit).quantity !== "rate") return [];
  const about = { kind: "limit", name: limit } as const;
  return UNITS.filter(({ kind }) => kind === "bytes").map((unit) => {
    return { label: number + unit.text, kind: "quantity", detail: "", about };
  });
}

/** In the options of `spawn`: what the child takes, and bounds as in a manifest. */
function spawnOffers(
  source: Source,
  { call, place }: { readonly call: HostCall; readonly place: ManifestPlace },
): readonly Offer[] {
  const [option, name] = place.path;
  if (option === undefined && place.at === "key")
    return SPAWN_OPTIONS.map((label) => ({ label, kind: "key", detail: `of spawn`, shape: "$0" }));
  if (option === "permissions" || option === "limits") return offersAt(source, place);
  const parameters = parametersOf(source, call);
  if (option !== "args") return [];
  if (place.at === "key" && name === undefined)
    return Object.entries(parameters).map(([label, schema]) => ({
      label,
      kind: "key",
      detail: typeOf(schema),
      shape: "$0",
    }));
  const schema = name === undefined || place.path.length > 2 ? undefined : parameters[name];
  const values = typeof schema === "object" && Array.isArray(schema["enum"]) ? (schema["enum"] as unknown[]) : [];
  return values.map((value) => {
    const isText = typeof value === "string";
    return {
      label: isText ? value : JSON.stringify(value),
      kind: "value",
      detail: "",
      ...(isText ? {} : { plain: true }),
    };
  });
}

/** What the module takes that a call of `spawn` starts. */
export function parametersOf(
  at: { readonly prepared: PreparedModule; readonly manifestOf: CompletionPlace["manifestOf"] },
  { literals: [literal] }: HostCall,
): Manifest["parameters"] {
  const path = literal && parsePath(literal.text, folderOf(at.prepared.path));
  if (path?.ok !== true) return {};
  const child = printPath(path.value);
  return (isModuleName(child) ? at.manifestOf(child)?.parameters : undefined) ?? {};
}

/** The type that a schema says, for people: "string", "string or null"; empty when it says none. */
export function typeOf(schema: JsonSchema): string {
  const type = typeof schema === "object" ? schema["type"] : undefined;
  return Array.isArray(type) ? type.join(" or ") : typeof type === "string" ? type : "";
}

/** As it is written between quotes. */
function escaped(text: string, quote: string): string {
  const inside = text.replace(/[\\\n]/g, (sign) => JSON.stringify(sign).slice(1, -1)).replaceAll(quote, `\\${quote}`);
  return quote === "`" ? inside.replaceAll("${", "\\${") : inside;
}

/** A key is quoted when it must be, a value always. */
function quoted(text: string, at: ManifestPlace["at"]): string {
  return at === "key" && /^[A-Za-z_$][\w$]*$/.test(text) ? text : `"${text}"`;
}
