/**
 * The most steps that the engine's matcher, which goes back on its way, may take for an expression.
 *
 * A bound read off the pattern: a sequence multiplies what its parts can do, a choice adds it, a repetition without a
 * bound is a factor of the length of the text. A repeated group whose own content can match in several ways has no bound.
 */

/** Ways to match: `ways` times the length of the text to the power of `loops`. */
interface Ways {
  readonly ways: number;
  readonly loops: number;
}

const ONE: Ways = { ways: 1, loops: 0 };

/** The most steps on a text of a length, anywhere in it; Infinity when there is no bound. */
export function regExpCost(source: string, length: number): number {
  if (/\\[1-9k]/.test(source)) return Infinity;
  const plain = source
    .replace(/\\.|\[(?:\\.|[^\]\\])*\]/gsu, "a")
    .replace(/\(\?(?:[:=!]|<[=!]|<\w+>|[a-z-]+:)/g, "(")
    .replace(/([*+?}])\?/g, "$1");
  const { loops, ways } = new CostReader(plain).read();
  return ways * Math.max(length, 1) ** (loops + 1) * (1 + source.length / 100);
}

class CostReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** A choice, up to the parenthesis that ends it. */
  read(): Ways {
    let [ways, loops] = [0, 0];
    for (let branch = this.#sequence(); ; branch = this.#sequence()) {
      ways += branch.ways;
      loops = Math.max(loops, branch.loops);
      if (this.#text[this.#at] !== "|") return { ways, loops };
      this.#at++;
    }
  }

  #sequence(): Ways {
    let [ways, loops] = [1, 0];
    while (this.#at < this.#text.length && !"|)".includes(this.#text[this.#at] ?? "")) {
      const part = this.#part();
      ways *= part.ways;
      loops += part.loops;
    }
    return { ways, loops };
  }

  #part(): Ways {
    let inner = ONE;
    if (this.#text[this.#at++] === "(") {
      inner = this.read();
      this.#at++;
    }
    return this.#repeated(inner);
  }

  #repeated(inner: Ways): Ways {
    const found = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(this.#text.slice(this.#at, this.#at + 20));
    if (found === null) return inner;
    this.#at += found[0].length;
    const [sign, least = "0", comma, most] = found;
    if (sign === "?") return { ways: inner.ways + 1, loops: inner.loops };
    if (inner.ways > 1 || inner.loops > 0) return { ways: Infinity, loops: 0 };
    if (sign === "*" || sign === "+" || (comma === "," && most === "")) return { ways: 1, loops: 1 };
    return { ways: comma === "," ? Math.max(1, Number(most) - Number(least) + 1) : 1, loops: 0 };
  }
}
