/**
 * `textDocument/hover`: what a host call needs and takes, who uses a grant, what a limit means, what a section is for.
 *
 * Silent everywhere else: types and symbols are the TypeScript server's.
 */
import type { Span } from "../../runtime-core/base/span.ts";
import type { Capability, Take } from "../../runtime-core/capabilities/capability.ts";
import { CAPABILITIES } from "../../runtime-core/capabilities/table.ts";
import { isLimitName, knownLimit, type LimitName } from "../../runtime-core/limits/known-limits.ts";
import { printQuantity } from "../../runtime-core/limits/parse-limit.ts";
import { SECTIONS } from "../../runtime-core/manifest/sections.ts";
import { printPermission } from "../../runtime-core/permissions/parse-permission.ts";
import type { Effect, PreparedManifest, PreparedModule, UnknownReason } from "../../runtime-core/prepare/index.ts";
import { effectsAt, type FilePlace, grantAt, grantsFor, usesOf } from "./grant-uses.ts";
import { manifestPlace } from "./manifest-place.ts";
import { type Block, code, type Inline, link, paragraph, point } from "./prose.ts";

/** What is said about a span. */
export interface Hover {
  readonly span: Span;
  readonly blocks: readonly Block[];
}

/** What is known about the place; undefined when it is not Ambit's. */
export function hover(prepared: PreparedModule, at: FilePlace): Hover | undefined {
  return hoverGrant(prepared, at) ?? hoverManifest(prepared, at) ?? hoverCall(prepared, at);
}

function hoverCall(prepared: PreparedModule, at: FilePlace): Hover | undefined {
  const effects = effectsAt(prepared, at);
  const [first] = effects;
  if (first === undefined) return undefined;
  const row = capabilityOf(first.call);
  return {
    span: first.span,
    blocks: [
      paragraph({ kind: "strong", text: first.call }, ...(row === undefined ? [] : [` — ${row.doc}`])),
      ...effects.flatMap((effect) => needOf(prepared, effect)),
      ...(row === undefined || row.takes.length === 0
        ? []
        : [paragraph("Takes from ", ...takesOf(prepared, row.takes))]),
    ],
  };
}

function needOf(prepared: PreparedModule, effect: Effect): readonly Block[] {
  const needs: Inline[] = ["Needs ", code(`${effect.kind} ${effect.resource ?? effect.worstCase}`)];
  if (effect.reason !== null) needs.push(` (depends on ${REASONS[effect.reason]})`);
  const [grant] = grantsFor(prepared, effect);
  needs.push(grant === undefined ? " — no grant covers it" : " — granted by ");
  if (grant !== undefined) needs.push(link(grant.text, grant));
  return [point(...needs), ...effect.explanation.map((step) => point(link(step.message, step)))];
}

/** What a resource that is not known exactly depends on. */
const REASONS: Readonly<Record<UnknownReason, string>> = {
  parameter: "a parameter",
  env: "an environment variable",
  secret: "a secret",
  "file-content": "the content of a file",
  "net-content": "the content of a response",
  "data-content": "stored data",
  random: "chance",
  clock: "the time",
  callee: "a function that is not known",
  import: "an import that is not known",
  reflection: "names that are made at run time",
  "loop-widened": "the rounds of a loop",
  "context-merged": "several callers",
  budget: "more than could be looked at",
  regexp: "a regular expression",
  model: "a function that is not modelled",
};

function takesOf(prepared: PreparedModule, takes: readonly Take[]): readonly Inline[] {
  return takes.flatMap((take, index) => {
    const name: Inline[] = [index === 0 ? "" : ", ", code(take.limit)];
    return isLimitName(take.limit) ? [...name, " ", ...effectiveLimit(prepared.manifest, take.limit)] : name;
  });
}

/** "10/s from line 12", "100/s by default". */
function effectiveLimit(manifest: PreparedManifest | undefined, name: LimitName): readonly Inline[] {
  const written = manifest?.limits.find((one) => one.limit.name === name);
  if (written !== undefined) return [link(printQuantity(written.limit.quantity), written)];
  const usual = knownLimit(name).script;
  return [usual === undefined ? "without bound" : `${printQuantity(usual)} by default`];
}

function hoverGrant(prepared: PreparedModule, at: FilePlace): Hover | undefined {
  const grant = grantAt(prepared, at);
  if (grant === undefined) return undefined;
  const uses = usesOf(prepared, grant).map((effect) =>
    point(link(effect.call, effect), " ", code(effect.resource ?? effect.worstCase)),
  );
  return {
    span: grant.span,
    blocks: [
      paragraph("Grants ", code(printPermission(grant.permission))),
      ...(uses.length === 0 ? [paragraph("No call is known to use it")] : uses),
    ],
  };
}

function hoverManifest(prepared: PreparedModule, at: FilePlace): Hover | undefined {
  const location = prepared.manifest?.location;
  const source = prepared.files.get(at.file)?.source;
  if (location?.file !== at.file || source === undefined) return undefined;
  const place = manifestPlace(source.text, location.span, at.offset);
  if (place === undefined || place.text === "") return undefined;
  const path = place.at === "key" ? [...place.path, place.text] : place.path;
  if (path[0] === "limits" && path.length === 2) return hoverLimit(prepared, place.word, path[1] ?? "");
  if (place.at === "key" && path.length === 1) return hoverSection(place.word, place.text);
  return undefined;
}

function hoverLimit(prepared: PreparedModule, span: Span, name: string): Hover | undefined {
  if (!isLimitName(name)) return undefined;
  const row = knownLimit(name);
  const usual = (["script", "request"] as const).map((profile) => {
    const quantity = row[profile];
    return `${quantity === undefined ? "none" : printQuantity(quantity)} (${profile})`;
  });
  return {
    span,
    blocks: [
      paragraph(code(name), ` — ${row.doc}`),
      paragraph(...effectiveKind(row.kind, row.givenBack === true)),
      paragraph("In effect: ", ...effectiveLimit(prepared.manifest, name), `; default ${usual.join(", ")}`),
    ],
  };
}

function effectiveKind(kind: string, givenBack: boolean): readonly Inline[] {
  switch (kind) {
    case "rate":
    case "frequency":
      return ["A ", code(kind), ": when it is used up, calls wait for their turn"];
    case "gauge":
      return ["A ", code(kind), ": what is held at one moment"];
    default:
      return [
        "A ",
        code(kind),
        givenBack ? ": what is taken comes back when the call has ended" : ": when it is used up, calls fail",
      ];
  }
}

function hoverSection(span: Span, name: string): Hover | undefined {
  if (!Object.hasOwn(SECTIONS, name)) return undefined;
  const section = SECTIONS[name as keyof typeof SECTIONS];
  return {
    span,
    blocks: [
      paragraph(code(name), `: ${section.shape}`),
      paragraph(section.doc),
      paragraph("Example: ", code(section.example)),
    ],
  };
}

function capabilityOf(call: string): Capability | undefined {
  const rows: readonly Capability[] = Object.values(CAPABILITIES);
  return rows.find((row) => row.name === call || (row.object !== undefined && `${row.object}.${row.name}` === call));
}
