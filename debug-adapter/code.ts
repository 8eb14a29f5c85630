/**
 * What is known of the program's text: functions by place, and whether an exception is caught.
 */
import type { SourceText } from "../runtime-core/base/source-text.ts";
import { type FilePath, type Span, touches } from "../runtime-core/base/span.ts";
import type * as analysis from "../runtime-core/prepare/index.ts";
import type { PlaceOfStack, PreparedModule } from "../runtime-core/prepare/index.ts";
import type { ProjectPaths } from "./convert.ts";
import type { Isolate } from "./debuggee.ts";
import type { Place } from "./stack.ts";

/** A part of a text: 0-based lines and columns. */
export interface TextRange {
  readonly start: LineColumn;
  readonly end: LineColumn;
}

type LineColumn = ReturnType<SourceText["lineColumn"]>;

/** A module, with what answers questions about it. */
interface Known {
  readonly prepared: PreparedModule;
  readonly analysis: typeof analysis;
}

/** The texts of one project. */
export class Code {
  readonly #paths: ProjectPaths;
  readonly #prepare: (module: FilePath) => Promise<PreparedModule>;
  /** What isolates run, whatever stands in the files meanwhile. */
  readonly #running = new WeakMap<Isolate, Promise<Known>>();

  /** @param prepare Reads the files as they are. */
  constructor(paths: ProjectPaths, prepare: (module: FilePath) => Promise<PreparedModule>) {
    this.#paths = paths;
    this.#prepare = prepare;
  }

  /** An isolate is about to load its module. */
  addIsolate(isolate: Isolate): void {
    // Who asks for it is told what is wrong.
    this.#known(isolate).catch(() => {});
  }

  /** Where the function around a place can go on in a later turn, each at the first stop; undefined when it never waits. */
  async continuationsAt(isolate: Isolate, place: Place): Promise<readonly TextRange[] | undefined> {
    const { prepared, analysis } = await this.#known(isolate);
    const { file, offset } = this.#placeOf(prepared, place);
    const source = prepared.files.get(file)?.source;
    if (source === undefined || analysis.functionAt(prepared, file, offset)?.suspends !== true) return undefined;
    return analysis.continuationsAt(prepared, file, offset).map((span) => rangeOf(source, span));
  }

  /** How what a call at a place promises is awaited there; undefined where that is not known. */
  async branchAt(isolate: Isolate, place: Place): Promise<string | undefined> {
    const { prepared, analysis } = await this.#known(isolate);
    const { file, offset } = this.#placeOf(prepared, place);
    return analysis.branchAt(prepared, file, offset);
  }

  /** Whether the module catches what passes through these places. */
  async isCaught(isolate: Isolate, places: readonly Place[], options: { readonly rejects: boolean }): Promise<boolean> {
    const { prepared, analysis } = await this.#known(isolate);
    return analysis.isCaught(
      prepared,
      places.map((place) => this.#placeOf(prepared, place)),
      options,
    );
  }

  /** Whether a function of the host is called at a place that never throws, since it gives a promise. */
  async givesPromise(isolate: Isolate, place: Place | undefined): Promise<boolean> {
    if (place === undefined) return false;
    const { prepared, analysis } = await this.#known(isolate);
    const { file, offset } = this.#placeOf(prepared, place);
    const calls = analysis.hostCallsIn(prepared, file, { start: offset, end: offset });
    return calls.some(({ callee, capability }) => touches(callee, offset) && capability.sync !== true);
  }

  /** The statement around a place; undefined when the file is unknown. */
  async statementAt(isolate: Isolate, place: Place): Promise<TextRange | undefined> {
    const { prepared, analysis } = await this.#known(isolate);
    const { file, offset } = this.#placeOf(prepared, place);
    const source = prepared.files.get(file)?.source;
    return source && rangeOf(source, analysis.statementAt(prepared, file, offset));
  }

  /** What is called at a place, as it is written, when it is called by the same statement as another place. */
  async calleeAt(isolate: Isolate, place: Place, of: Place): Promise<string | undefined> {
    const { prepared, analysis } = await this.#known(isolate);
    const { file, offset } = this.#placeOf(prepared, place);
    const isSame =
      analysis.statementAt(prepared, file, offset).start ===
      analysis.statementAt(prepared, file, this.#placeOf(prepared, of).offset).start;
    const callee = isSame ? analysis.calleeAt(prepared, file, offset) : undefined;
    return callee && prepared.files.get(file)?.source.text.slice(callee.start, callee.end);
  }

  #known(isolate: Isolate): Promise<Known> {
    const known = this.#running.get(isolate);
    if (known !== undefined) return known;
    const fresh = Promise.all([this.#prepare(isolate.module), import("../runtime-core/prepare/index.ts")]).then(
      ([prepared, analysis]) => ({ prepared, analysis }),
    );
    this.#running.set(isolate, fresh);
    return fresh;
  }

  #placeOf(prepared: PreparedModule, place: Place): PlaceOfStack {
    const file = this.#paths.fileOfUrl(place.url);
    const offset = prepared.files.get(file)?.source.offset({ line: place.lineNumber, column: place.columnNumber }) ?? 0;
    return { file, offset, awaits: place.awaits };
  }
}

function rangeOf(source: SourceText, { start, end }: Span): TextRange {
  return { start: source.lineColumn(start), end: source.lineColumn(end) };
}
