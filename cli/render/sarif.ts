/**
 * What a check found as a log of SARIF 2.1.0 (OASIS), which code scanning reads.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ArtifactLocation, Fix, Location, Log, Region, ReportingDescriptor, Result } from "sarif";
import type { Severity } from "../../runtime-core/base/codes/code.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { packageRoot, packageVersion } from "../package-root.ts";
import type { JsonFinding, JsonFix, JsonSite } from "./json.ts";

/** A finding, and how the files of its project are named from the current folder. */
export interface SarifFinding {
  readonly finding: JsonFinding;
  readonly shownPath: (file: FilePath) => string;
}

/** A module that could not be checked, by its path from the current folder, and why. */
export interface UncheckedModule {
  readonly shown: string;
  readonly reason: string;
}

const LEVELS = { error: "error", warning: "warning", information: "note", hint: "note" } as const satisfies Record<
  Severity,
  Result.level
>;

/** The folder that URIs are relative to. */
const BASE = "SRCROOT";

/** The log of one check. */
export function sarifLog(findings: readonly SarifFinding[], unchecked: readonly UncheckedModule[]): Log {
  const codes = [...new Set(findings.map(({ finding }) => finding.code))];
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Ambit", version: packageVersion(), rules: codes.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [BASE]: { uri: pathToFileURL(`${process.cwd()}${path.sep}`).href } },
        invocations: [
          {
            executionSuccessful: unchecked.length === 0,
            toolExecutionNotifications: unchecked.map(({ reason, shown }) => ({
              level: "error",
              message: { text: `The module is not checked, by a fault of Ambit: ${reason}` },
              locations: [{ physicalLocation: { artifactLocation: artifact(shown) } }],
            })),
          },
        ],
        results: findings.map((one) => resultOf(one, codes)),
      },
    ],
  };
}

function ruleOf(code: string): ReportingDescriptor {
  const page = readFileSync(path.join(packageRoot(), "docs", "diagnostics", `${code}.md`), "utf8");
  const [, summary = ""] = page.split(/\n\n+/);
  return {
    id: code,
    shortDescription: { text: summary.replaceAll("\n", " ") },
    help: { text: `ambit explain ${code}`, markdown: page },
  };
}

function resultOf({ finding, shownPath }: SarifFinding, codes: readonly string[]): Result {
  const { code, fix, message, related, severity } = finding;
  const locationOf = (site: JsonSite): Location => ({
    physicalLocation: { artifactLocation: artifact(shownPath(site.file)), region: regionOf(site) },
  });
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text: message },
    locations: [locationOf(finding)],
    relatedLocations: related.map((step, id) => ({ id, ...locationOf(step), message: { text: step.message } })),
    ...(fix === undefined ? {} : { fixes: [fixOf(fix, shownPath)] }),
  };
}

function fixOf({ edits, title }: JsonFix, shownPath: (file: FilePath) => string): Fix {
  return {
    description: { text: title },
    artifactChanges: [...Map.groupBy(edits, ({ file }) => file)].map(([file, ofFile]) => ({
      artifactLocation: artifact(shownPath(file)),
      replacements: ofFile.map((edit) => ({
        deletedRegion: regionOf(edit),
        insertedContent: { text: edit.text },
      })),
    })),
  };
}

function artifact(shown: string): ArtifactLocation {
  if (path.isAbsolute(shown)) return { uri: pathToFileURL(shown).href };
  return { uri: shown.split(path.sep).map(encodeURIComponent).join("/"), uriBaseId: BASE };
}

function regionOf({ column, endColumn, endLine, line }: JsonSite): Region {
  return { startLine: line, startColumn: column, endLine, endColumn };
}
