/** The tables of `docs/manifest.md`, as they follow from the tables of the code. */
import type { Capability } from "../../runtime-core/capabilities/capability.ts";
import { CAPABILITIES } from "../../runtime-core/capabilities/table.ts";
import { KNOWN_LIMITS, type KnownLimit } from "../../runtime-core/limits/known-limits.ts";
import type { Quantity, QuantityKind } from "../../runtime-core/limits/limit.ts";
import { printQuantity } from "../../runtime-core/limits/parse-limit.ts";
import { UNITS } from "../../runtime-core/limits/units.ts";
import { SECTIONS } from "../../runtime-core/manifest/sections.ts";
import type { PERMISSION_KINDS, PermissionDomain } from "../../runtime-core/permissions/permission.ts";

/** What each kind is for, and what its resources are; a kind of the table without a row here does not compile. */
const KINDS: {
  readonly [D in PermissionDomain]: {
    readonly resource: string;
    readonly example: string;
    readonly kinds: { readonly [K in (typeof PERMISSION_KINDS)[D][number]]: string };
  };
} = {
  fs: {
    resource: "[path](#paths)",
    example: "./stations/*.json",
    kinds: {
      read: "read files, list folders",
      write: "create and change files",
      create: "make files and folders that are not there",
      update: "change files that are there",
      delete: "remove",
    },
  },
  http: {
    resource: "[URL](#urls)",
    example: "https://api.example/v1/**",
    kinds: {
      read: "`GET` `HEAD` `OPTIONS`",
      write: "`POST` `PUT` `PATCH`",
      delete: "`DELETE`",
      serve: "listen",
    },
  },
  websocket: { resource: "[URL](#urls)", example: "wss://api.example/live", kinds: { connect: "connect" } },
  env: { resource: "[name](#names) or `PREFIX_*`", example: "UNITS", kinds: { read: "read a variable" } },
  secrets: { resource: "[name](#names)", example: "weather-api-key", kinds: { use: "use a secret" } },
  database: {
    resource: "[name](#names), or name and table",
    example: "main/users",
    kinds: {
      read: "read",
      write: "create and change rows",
      create: "make rows",
      update: "change rows",
      delete: "remove rows",
    },
  },
  store: { resource: "[name](#names)", example: "cache", kinds: { read: "read", write: "write" } },
  modules: { resource: "[path](#paths)", example: "./advice.ts", kinds: { spawn: "start a child module" } },
};

const UNIT_NOUNS: Readonly<Record<QuantityKind, { readonly noun: string; readonly example: string }>> = {
  count: { noun: "count", example: "6" },
  frequency: { noun: "times per second", example: "10/s" },
  time: { noun: "time", example: "200ms" },
  bytes: { noun: "bytes", example: "32MB" },
  rate: { noun: "bytes per second", example: "10MB/s" },
};

/** The text between the markers `<!-- name -->` and `<!-- /name -->`, by name. */
const GENERATED: Readonly<Record<string, () => string>> = {
  sections: sectionsText,
  kinds: kindsText,
  limits: limitsText,
  units: unitsText,
};

/** The page with its generated parts made anew. @throws {Error} when it lacks one. */
export function withGeneratedParts(page: string): string {
  return Object.entries(GENERATED).reduce((text, [name, make]) => {
    const [from, to] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
    const [start, end] = [text.indexOf(from), text.indexOf(to)];
    if (start < 0 || end < 0) throw new Error(`docs/manifest.md has no part "${name}"`);
    return text.slice(0, start + from.length) + make() + text.slice(end);
  }, page);
}

function sectionsText(): string {
  const sections = Object.entries(SECTIONS).map(
    ([name, { shape, doc, example }]) =>
      `### \`${name}\`: ${shape}\n\n${doc}\n\n\`\`\`ts\n${name}: ${example},\n\`\`\`\n`,
  );
  return sections.join("\n");
}

function kindsText(): string {
  const inUse = new Set<string>(
    Object.values<Capability>(CAPABILITIES).flatMap(({ needs }) => needs.map((each) => each.domain)),
  );
  const rows = Object.entries(KINDS).flatMap(([domain, { resource, example, kinds }]) =>
    Object.entries(kinds).map(([kind, doc]) => [
      `\`${domain}.${kind}\``,
      inUse.has(domain) ? doc : `${doc} (planned)`,
      kind === "serve" ? "host and port" : resource,
      `\`${domain}: { ${kind}: ["${kind === "serve" ? "127.0.0.1:8080" : example}"] }\``,
    ]),
  );
  return table(["permission", "to", "resource", "example"], rows);
}

function limitsText(): string {
  const rows = Object.entries<KnownLimit>(KNOWN_LIMITS).map(([name, limit]) => [
    `\`${name}\``,
    limit.doc,
    UNIT_NOUNS[limit.quantity].noun,
    whenItRunsOut(limit),
    quantityText(limit.script),
    quantityText(limit.request),
  ]);
  return table(["limit", "of", "unit", "when it runs out", "script", "request"], rows);
}

function whenItRunsOut({ kind, selfDepleting, givenBack }: KnownLimit): string {
  switch (kind) {
    case "rate":
    case "frequency":
      return "waits";
    case "gauge":
      return "the run ends";
    case "total":
      if (selfDepleting === true) return "the run ends";
      return givenBack === true ? "fails; given back" : "fails";
    default:
      return kind satisfies never;
  }
}

function quantityText(quantity: Quantity | undefined): string {
  return quantity === undefined ? "none" : `\`${printQuantity(quantity)}\``;
}

function unitsText(): string {
  const rows = Object.entries(UNIT_NOUNS).map(([kind, { noun, example }]) => {
    const units = UNITS.filter((unit) => unit.kind === kind && unit.text !== "").map((unit) => `\`${unit.text}\``);
    const thousands = kind === "bytes" ? "; `kB` is 1000 bytes, `KiB` 1024" : "";
    return [noun, units.length === 0 ? "none" : `${units.join(" ")}${thousands}`, `\`"${example}"\``];
  });
  return table(["quantity", "units", "example"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}
