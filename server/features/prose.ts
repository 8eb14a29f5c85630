/**
 * Text for people in house words: what a hover or a documentation says, before anyone decides on Markdown.
 */
import type { Location } from "../../runtime-core/base/span.ts";

/** A piece of a line: plain text, code, or a place to go to. */
export type Inline =
  | string
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "strong"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly to: Location };

/** A paragraph, or one point of a list. */
export interface Block {
  readonly kind: "paragraph" | "point";
  readonly content: readonly Inline[];
}

/** A paragraph. */
export function paragraph(...content: readonly Inline[]): Block {
  return { kind: "paragraph", content };
}

/** One point of a list. */
export function point(...content: readonly Inline[]): Block {
  return { kind: "point", content };
}

/** Code inside a line. */
export function code(text: string): Inline {
  return { kind: "code", text };
}

/** A place to go to. */
export function link(text: string, to: Location): Inline {
  return { kind: "link", text, to };
}
