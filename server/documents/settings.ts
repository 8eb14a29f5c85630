/**
 * What the user sets for the server, read from whatever a client sends.
 */
import type { Severity } from "../../runtime-core/base/codes/code.ts";
import { CODES } from "../../runtime-core/base/codes/table.ts";
import { nearestName } from "../../runtime-core/base/nearest-name.ts";
import type { AmbitSettings, SeveritySetting } from "../protocol.ts";

/** What holds when nothing is set. */
export const DEFAULT_SETTINGS: AmbitSettings = { enable: true, root: "", inlayHints: true, severities: {} };

/** Settings, and what is wrong with those that were sent, each a sentence for the user. */
export interface ReadSettings {
  readonly settings: AmbitSettings;
  readonly problems: readonly string[];
}

const LEVELS: readonly SeveritySetting[] = ["error", "warning", "information", "hint", "off"];

/** Settings out of untrusted data: the section "ambit" itself, or an object that holds it. For wrong values the default counts. */
export function readSettings(from: unknown): ReadSettings {
  const section = record(record(from)["ambit"] ?? from);
  const problems: string[] = [];
  const read = <Name extends "enable" | "root" | "inlayHints">(name: Name, kind: string): AmbitSettings[Name] => {
    const value = section[name];
    const usual = DEFAULT_SETTINGS[name];
    if (typeof value === typeof usual) return value as AmbitSettings[Name];
    if (value !== undefined && value !== null)
      problems.push(`"ambit.${name}" is ${kind}, not ${JSON.stringify(value)}; it counts as ${JSON.stringify(usual)}`);
    return usual;
  };
  const settings = {
    enable: read("enable", "true or false"),
    root: read("root", "a path"),
    inlayHints: read("inlayHints", "true or false"),
    severities: readSeverities(section["severities"], problems),
  };
  return { settings, problems };
}

/** The severity that the user wants for a finding: that of the code, else of the longest beginning of it that is set. */
export function severityOf(
  { severities }: AmbitSettings,
  { code, severity }: { readonly code: string; readonly severity: Severity },
): SeveritySetting {
  const beginnings = Object.keys(severities).filter((each) => code.startsWith(each));
  return severities[beginnings.toSorted((one, other) => other.length - one.length)[0] ?? ""] ?? severity;
}

function readSeverities(from: unknown, problems: string[]): AmbitSettings["severities"] {
  if (from === undefined || from === null) return {};
  if (typeof from !== "object" || Array.isArray(from)) {
    problems.push(`"ambit.severities" is an object such as { "symbolic/unused-grant": "hint" }; it is left out`);
    return {};
  }
  const codes = Object.keys(CODES);
  const entries = Object.entries(from).flatMap(([written, level]): readonly [string, SeveritySetting][] => {
    const name = written.replace(/\*$/, "");
    if (!codes.some((code) => code.startsWith(name))) {
      const nearest = nearestName(name, [...codes, ...new Set(codes.map((code) => code.slice(0, code.indexOf("/"))))]);
      const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
      problems.push(`"ambit.severities" names "${written}", and no code begins with that${hint}`);
      return [];
    }
    if (isLevel(level)) return [[name, level]];
    const levels = LEVELS.map((each) => `"${each}"`).join(", ");
    problems.push(`"ambit.severities" gives "${written}" ${JSON.stringify(level)}; there are ${levels}`);
    return [];
  });
  return Object.fromEntries(entries);
}

function isLevel(value: unknown): value is SeveritySetting {
  return LEVELS.some((level) => level === value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
