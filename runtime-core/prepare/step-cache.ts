/** What earlier preparations left for later ones: an edit redoes only what it changes. */
import type { FilePath } from "../base/span.ts";
import type { ParsedFile } from "./1-parse/parsed-module.ts";

/** A cache for one project; one cache may serve many modules. */
export class StepCache {
  readonly parsedFiles = new Map<FilePath, ParsedFile>();
}
