/**
 * Secrets in what the debugger tells: each is told by its name.
 *
 * A secret is found as it is, as it is written in a text of JavaScript, in a URL or in base64, and at the place where a long text was cut. What a
 * module makes of it, such as its single characters, is not known as it.
 */

/** A piece of a secret beside the mark of a cut is one from so many characters on. */
const SHORTEST_PIECE = 4;
/** In base64 shorter ones may stand there by chance. */
const SHORTEST_BASE64 = 6;
const CUT = "…";
/** Paths are what clients open. */
const NOT_MASKED = new Set(["path"]);

interface Form {
  readonly written: string;
  readonly mask: string;
}

/** Masks secrets. */
export class SecretMask {
  readonly #forms: readonly Form[];
  /** The same as bytes. */
  readonly #needles: readonly Buffer[];

  /** @param secrets Their values by their names. */
  constructor(secrets: Readonly<Record<string, string>> = {}) {
    const forms = Object.entries(secrets).flatMap(([name, value]) =>
      [...formsOf(value)].map((written) => ({ written, mask: `[secret ${name}]` })),
    );
    // One may be a part of another.
    this.#forms = forms.toSorted((one, other) => other.written.length - one.written.length);
    const encodings = ["utf8", "utf16le"] as const;
    this.#needles = this.#forms.flatMap(({ written }) => encodings.map((each) => Buffer.from(written, each)));
  }

  /** The length of the longest form; 0 without secrets. */
  get longestBytes(): number {
    return Math.max(0, ...this.#needles.map(({ length }) => length));
  }

  /** A text without secrets. */
  text(text: string): string {
    let masked = text;
    for (const { written, mask } of this.#forms) {
      masked = masked.replaceAll(written, mask);
      if (masked.includes(CUT)) masked = withoutPieces(masked, { written, mask });
    }
    return masked;
  }

  /** Bytes without secrets, in the same length. */
  bytes(bytes: Buffer): Buffer {
    const masked = Buffer.from(bytes);
    for (const needle of this.#needles) {
      for (let at = masked.indexOf(needle); at !== -1; at = masked.indexOf(needle, at))
        masked.fill("*", at, at + needle.length);
    }
    return masked;
  }

  /** Plain data with all its texts masked. */
  data<T>(data: T): T {
    return this.#forms.length === 0 ? data : (this.#data(data) as T);
  }

  #data(data: unknown): unknown {
    if (typeof data === "string") return this.text(data);
    if (Array.isArray(data)) return data.map((each) => this.#data(each));
    if (typeof data !== "object" || data === null) return data;
    const entries = Object.entries(data);
    return Object.fromEntries(entries.map(([key, value]) => [key, NOT_MASKED.has(key) ? value : this.#data(value)]));
  }
}

function formsOf(value: string): ReadonlySet<string> {
  return new Set([
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    ...base64FormsOf(Buffer.from(value)),
  ]);
}

/** What of bytes in base64 is the same whatever stands before and after them, such as a user's name: a character is 6 bits. */
function base64FormsOf(bytes: Buffer): readonly string[] {
  return [0, 1, 2]
    .flatMap((before) => {
      const placed = Buffer.concat([Buffer.alloc(before), bytes]);
      const [start, end] = [Math.ceil((before * 8) / 6), Math.floor((placed.length * 8) / 6)];
      return (["base64", "base64url"] as const).map((encoding) => placed.toString(encoding).slice(start, end));
    })
    .filter(({ length }) => length >= SHORTEST_BASE64);
}

/** Long texts are told with their middle or their end cut out, which may be within a secret. */
function withoutPieces(text: string, { written, mask }: Form): string {
  const parts = text.split(CUT);
  return parts
    .map((part, index) => {
      const head = index < parts.length - 1 ? overlapAtEnd(part, written) : 0;
      const shown = head === 0 ? part : part.slice(0, -head) + mask;
      const tail = index > 0 ? overlapAtStart(shown, written) : 0;
      return tail === 0 ? shown : mask + shown.slice(tail);
    })
    .join(CUT);
}

/** How many characters of its start a text ends with. */
function overlapAtEnd(text: string, written: string): number {
  for (let length = Math.min(text.length, written.length - 1); length >= SHORTEST_PIECE; length--)
    if (text.endsWith(written.slice(0, length))) return length;
  return 0;
}

/** How many characters of its end a text starts with. */
function overlapAtStart(text: string, written: string): number {
  for (let length = Math.min(text.length, written.length - 1); length >= SHORTEST_PIECE; length--)
    if (text.startsWith(written.slice(-length))) return length;
  return 0;
}
