/**
 * Places in a text: UTF-16 offsets everywhere inside the house.
 *
 * Lines and columns exist only at the edges (`convert` and `render` files), which make them with `SourceText`.
 */

/** Path of a file as seen from the project root, with "/" in front: "/src/main.ts". Never a path of the disk. */
export type FilePath = string;

/** A half-open range of UTF-16 offsets, `start <= end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span in a file. */
export interface Location {
  readonly file: FilePath;
  readonly span: Span;
}

/** Whether `offset` lies in `span`; the end counts, so that a cursor behind the last character is inside. */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
