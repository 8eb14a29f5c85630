/**
 * A text with its line starts, the one place where offsets and lines with columns meet.
 *
 * Line breaks are those of LSP 3.18 §Text Documents: "\n", "\r\n" and "\r".
 */

/** A 0-based line and a 0-based column in UTF-16 units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** An immutable text. Line starts are computed on the first question. */
export class SourceText {
  readonly text: string;
  #lineStarts: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Offsets at which the lines start; the first is 0. */
  get lineStarts(): readonly number[] {
    this.#lineStarts ??= findLineStarts(this.text);
    return this.#lineStarts;
  }

  /** Line and column of an offset; offsets outside the text are clamped. Cost: logarithmic in the lines. */
  lineColumn(offset: number): LineColumn {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= clamped) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: clamped - (starts[low] ?? 0) };
  }

  /** Offset of a line and a column; a place outside the text is clamped to the nearest one inside. */
  offset(place: LineColumn): number {
    const starts = this.lineStarts;
    if (place.line < 0) return 0;
    const start = starts[place.line];
    if (start === undefined) return this.text.length;
    const next = starts[place.line + 1];
    const end = next === undefined ? this.text.length : endOfLine(this.text, start, next);
    return Math.min(start + Math.max(0, place.column), end);
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 13 && text.charCodeAt(i + 1) === 10) continue;
    if (unit === 10 || unit === 13) starts.push(i + 1);
  }
  return starts;
}

function endOfLine(text: string, start: number, next: number): number {
  let end = next;
  while (end > start && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--;
  return end;
}
