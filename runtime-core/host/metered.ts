/** Bytes that move, each taken from a limit before it goes on. */
import type { LimitName } from "../limits/known-limits.ts";

/** Takes tokens, waiting for them. */
export type TakeBytes = (limit: LimitName, amount: number) => Promise<void>;

/** The pieces, as fast as the limit lets them through. */
export async function* metered(
  pieces: AsyncIterable<Uint8Array>,
  limit: LimitName,
  take: TakeBytes,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    await take(limit, piece.length);
    yield piece;
  }
}
