/** Work in pieces, between which others may have their turn. */

/** Does all pieces one after the other. */
export function atOnce<T>(pieces: Iterator<undefined, T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
  }
}
