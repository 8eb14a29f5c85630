/**
 * Lines out of a stream of text that comes in pieces.
 *
 * Cost: each piece is looked at once, however long its line is.
 */

/** For one stream. */
export class LineSplitter {
  /** How long a line may be, in UTF-16 units. */
  readonly #maxLength: number;
  #pieces: string[] = [];
  #length = 0;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** The lines that end in this piece, without their ends; undefined when one is too long: then the stream is lost. */
  add(piece: string): readonly string[] | undefined {
    const lines: string[] = [];
    let from = 0;
    for (let end = piece.indexOf("\n"); end !== -1; end = piece.indexOf("\n", from)) {
      if (!this.#keep(piece.slice(from, end))) return undefined;
      lines.push(this.#pieces.join(""));
      this.#pieces = [];
      this.#length = 0;
      from = end + 1;
    }
    return this.#keep(piece.slice(from)) ? lines : undefined;
  }

  #keep(piece: string): boolean {
    this.#pieces.push(piece);
    this.#length += piece.length;
    return this.#length <= this.#maxLength;
  }
}
