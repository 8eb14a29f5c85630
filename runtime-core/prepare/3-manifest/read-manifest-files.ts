/** The files that a manifest declares: read and looked at before the start, so that a broken one is seen while typing. */
import { diagnostic, type Diagnostic } from "../../base/diagnostic.ts";
import type { Location } from "../../base/span.ts";
import type { Workspace } from "../../base/workspace.ts";
import type { ManifestFile } from "../../manifest/manifest.ts";
import type { PreparedManifest } from "../prepared-module.ts";

/** The most that a declared file may have. */
export const MAX_FILE_BYTES = 1_000_000;

/** What is wrong with the declared files. */
export function readManifestFiles(prepared: PreparedManifest, workspace: Workspace): readonly Diagnostic[] {
  return Object.entries(prepared.manifest.files).flatMap(([name, file]) =>
    readOne(file, { workspace, at: prepared.locate(["files", name, "path"]) }),
  );
}

function readOne(file: ManifestFile, { workspace, at }: { workspace: Workspace; at: Location }): readonly Diagnostic[] {
  const reading = workspace.read(file.path);
  const unreadable = (reason: string): readonly Diagnostic[] => [
    diagnostic("pre-init/unreadable-file", at, { path: file.path, reason }),
  ];
  switch (reading.kind) {
    case "missing":
      return unreadable("it does not exist");
    case "directory":
      return unreadable("it is a folder");
    case "binary":
      return unreadable("it is a binary file");
    case "unreadable":
      return unreadable(reading.reason);
    case "too-large":
      return unreadable(tooLarge(reading.sizeBytes));
    case "text": {
      const sizeBytes = new TextEncoder().encode(reading.text).length;
      return sizeBytes > MAX_FILE_BYTES ? unreadable(tooLarge(sizeBytes)) : [];
    }
    default:
      return reading satisfies never;
  }
}

function tooLarge(sizeBytes: number): string {
  return `it has ${sizeBytes} bytes, the most is ${MAX_FILE_BYTES}`;
}
