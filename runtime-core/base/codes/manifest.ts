/** Codes of the third step: the sections of the manifest. */
import { clause, type CodeTable } from "./code.ts";

export const MANIFEST_CODES = {
  "manifest/not-an-object": {
    severity: "error",
    message: (data: { readonly found: string }) => `The manifest is ${data.found}; write an object of sections`,
  },
  "manifest/unknown-section": {
    severity: "error",
    message: (data: { readonly section: string; readonly nearest?: string; readonly known: readonly string[] }) =>
      `There is no section "${data.section}"; ${instead(data)}`,
  },
  "manifest/unknown-key": {
    severity: "error",
    message: (data: {
      readonly key: string;
      /** What the key stands in: "a file", "a limit". */
      readonly within: string;
      readonly nearest?: string;
      readonly known: readonly string[];
    }) => `${sentence(data.within)} has no key "${data.key}"; ${instead(data)}`,
  },
  "manifest/missing-key": {
    severity: "error",
    message: (data: { readonly key: string; readonly within: string }) =>
      `${sentence(data.within)} needs the key "${data.key}"`,
  },
  "manifest/wrong-shape": {
    severity: "error",
    message: (data: {
      /** What is declared there: "a section", "the host \"api\"". */
      readonly what: string;
      readonly expected: string;
      readonly found: string;
    }) => `${sentence(data.what)} is ${data.found}; write ${data.expected}`,
  },
  "manifest/unknown-permission-domain": {
    severity: "error",
    message: (data: { readonly domain: string; readonly nearest?: string; readonly known: readonly string[] }) =>
      `There is no permission domain "${data.domain}"; ${instead(data)}`,
  },
  "manifest/unknown-permission-kind": {
    severity: "error",
    message: (data: {
      readonly domain: string;
      readonly kind: string;
      readonly nearest?: string;
      readonly known: readonly string[];
    }) => `Permissions of "${data.domain}" have no kind "${data.kind}"; ${instead(data)}`,
  },
  "manifest/invalid-pattern": {
    severity: "error",
    message: (data: { readonly pattern: string; readonly detail: string }) =>
      `Cannot grant "${data.pattern}": ${about(data.pattern, data.detail)}`,
  },
  "manifest/duplicate-grant": {
    severity: "warning",
    message: (data: { readonly permission: string }) => `${data.permission} is granted already; remove it here`,
  },
  "manifest/public-suffix": {
    severity: "warning",
    message: (data: { readonly pattern: string }) =>
      `"${data.pattern}" covers hosts of many owners: what follows the wildcard is a public suffix; name the domain of one owner`,
  },
  "manifest/literal-syntax": {
    severity: "information",
    message: (data: { readonly part: string; readonly instead: string }) =>
      `"${data.part}" means just these characters; ${data.instead}`,
  },
  "manifest/unknown-limit": {
    severity: "error",
    message: (data: { readonly limit: string; readonly nearest?: string; readonly known: readonly string[] }) =>
      `There is no limit "${data.limit}"; ${instead(data)}`,
  },
  "manifest/invalid-limit": {
    severity: "error",
    message: (data: { readonly limit: string; readonly detail: string }) =>
      `Cannot limit "${data.limit}": ${data.detail}`,
  },
  "manifest/invalid-schema": {
    severity: "error",
    message: (data: { readonly keyword: string; readonly detail: string }) =>
      data.keyword === "" ? `The schema ${data.detail}` : `The keyword "${data.keyword}" ${data.detail}`,
  },
  "manifest/unknown-keyword": {
    severity: "warning",
    message: (data: { readonly keyword: string; readonly nearest: string }) =>
      `JSON Schema has no keyword "${data.keyword}" and ignores it; did you mean "${data.nearest}"?`,
  },
  "manifest/invalid-default": {
    severity: "error",
    message: (data: { readonly name: string; readonly detail: string }) =>
      `The default of "${data.name}" does not fit its own schema: ${data.detail}`,
  },
  "manifest/invalid-name": {
    severity: "error",
    message: (data: { readonly what: string; readonly name: string; readonly detail: string }) =>
      `"${data.name}" is no name of ${data.what}: ${clause(data.detail)}`,
  },
  "manifest/invalid-path": {
    severity: "error",
    message: (data: { readonly path: string; readonly detail: string }) =>
      `Cannot use the path "${data.path}": ${about(data.path, data.detail)}`,
  },
  "manifest/file-not-granted": {
    severity: "error",
    message: (data: { readonly path: string }) =>
      `Reading "${data.path}" before the start needs a grant; add it to "permissions.fs.read"`,
  },
  "manifest/secret-not-granted": {
    severity: "warning",
    message: (data: { readonly secret: string }) =>
      `Using the secret "${data.secret}" needs a grant; add it to "permissions.secrets.use"`,
  },
  "manifest/invalid-endpoint": {
    severity: "error",
    message: (data: { readonly host: string; readonly endpoint: string; readonly detail: string }) =>
      `The host "${data.host}" cannot be "${data.endpoint}": ${data.detail}`,
  },
  "manifest/missing-env": {
    severity: "error",
    message: (data: { readonly name: string }) =>
      `The environment variable "${data.name}" is not set; set it, or give it a default`,
  },
  "manifest/missing-secret": {
    severity: "error",
    message: (data: { readonly name: string }) =>
      `The secret "${data.name}" was not given to this run; give it with --secrets, "secrets" of the launch or of createRuntime`,
  },
  "manifest/invalid-env": {
    severity: "error",
    message: (data: { readonly name: string; readonly detail: string }) =>
      `The environment variable "${data.name}" does not fit its schema: ${data.detail}`,
  },
  "manifest/exceeds-importer": {
    severity: "error",
    message: (data: {
      readonly module: string;
      readonly violation: string;
      /** The grant that the importer would need. */
      readonly permission?: { readonly domain: string; readonly kind: string; readonly resource: string };
    }) =>
      `Cannot import "${data.module}", which has a manifest of its own: ${data.violation}; have it in this manifest as well, or \`spawn\` the module`,
  },
} as const satisfies CodeTable;

/** A code of this table. */
export type ManifestCode = keyof typeof MANIFEST_CODES;

/** What the sentence of such a code needs. */
export type ManifestCodeData<C extends ManifestCode> = Parameters<(typeof MANIFEST_CODES)[C]["message"]>[0];

function instead(data: { readonly nearest?: string; readonly known: readonly string[] }): string {
  if (data.nearest !== undefined) return `did you mean "${data.nearest}"?`;
  return `there ${data.known.length === 1 ? "is" : "are"} ${data.known.map((name) => `"${name}"`).join(", ")}`;
}

/** What is wrong with a text that was just named: it is not named again. */
function about(text: string, detail: string): string {
  return clause(detail.startsWith(`"${text}" `) ? `it ${detail.slice(text.length + 3)}` : detail);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
