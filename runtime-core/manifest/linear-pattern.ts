/**
 * Regular expressions matched without backtracking, for those on which the engine's own matcher may take for ever.
 *
 * A pattern becomes a program that is followed with the set of all its places at once (Thompson 1968, Pike), so the cost is
 * the length of the text times that of the program; with look-ahead, times the length of the text once more. Patterns are those of
 * ECMA-262 with the flag u, but for back references, look-behind and inline flags. The engine itself decides what one
 * character matches, so classes and properties mean the same.
 */

/** So often the engine may choose between two ways to go on. */
const FEW_WAYS = 4;

/** Longest program: repetitions with counts are written out. */
const MAX_STEPS = 20_000;

type Step =
  | { readonly kind: "character"; readonly matches: RegExp }
  | { readonly kind: "fork"; readonly to: readonly number[] }
  | { readonly kind: "start" | "end" | "word-edge" | "no-word-edge" }
  | { readonly kind: "look"; readonly program: Program; readonly wanted: boolean }
  | { readonly kind: "match" };

type Program = readonly Step[];

type Node =
  | { readonly kind: "step"; readonly step: Step }
  | { readonly kind: "list" | "choice"; readonly nodes: readonly Node[] }
  | { readonly kind: "repeat"; readonly node: Node; readonly least: number; readonly most: number };

/**
 * Whether the engine's own matcher may take more than linear time: a group is repeated, there are several repetitions or one
 * that can begin anywhere, or many ways to go on, each of which doubles the work.
 */
export function mayTakeLong(source: string): boolean {
  const plain = source
    .replace(/\\.|\[(?:\\.|[^\]])*\]/gsu, "a")
    .replace(/\(\?(?:[:=!]|<[=!]|<\w+>)/g, "(")
    .replace(/([*+?}])\?/g, "$1");
  const count = (searched: RegExp): number => plain.match(searched)?.length ?? 0;
  const repetitions = count(/[*+]|\{\d+,\d*\}/g);
  const isAnchored = plain.startsWith("^") && !plain.includes("|");
  return /\)[*+{]/.test(plain) || repetitions > (isAnchored ? 1 : 0) || count(/[?|]/g) > FEW_WAYS;
}

/** A matcher of a valid pattern, anywhere in a text; undefined for one that cannot be matched so. */
export function linearMatcher(source: string): ((text: string) => boolean) | undefined {
  try {
    const program = programOf(new PatternReader(Array.from(source)).read());
    return (text) => runs(program, Array.from(text), { from: 0, anywhere: true });
  } catch (error) {
    if (error instanceof UnsupportedPattern) return undefined;
    throw error;
  }
}

class UnsupportedPattern extends Error {}

/** Reads a pattern that the engine has found valid. */
class PatternReader {
  readonly #text: readonly string[];
  #at = 0;

  constructor(text: readonly string[]) {
    this.#text = text;
  }

  read(): Node {
    const node = this.#readChoice();
    if (this.#at < this.#text.length) throw new UnsupportedPattern();
    return node;
  }

  #readChoice(): Node {
    const nodes = [this.#readList()];
    while (this.#take("|")) nodes.push(this.#readList());
    return { kind: "choice", nodes };
  }

  #readList(): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#text.length && !this.#sees("|") && !this.#sees(")")) {
      nodes.push(this.#readRepetition(this.#readAtom()));
    }
    return { kind: "list", nodes };
  }

  #readRepetition(node: Node): Node {
    const bounds = this.#readBounds();
    if (bounds === undefined) return node;
    this.#take("?"); // Lazy or not, the same texts match.
    return { kind: "repeat", node, ...bounds };
  }

  #readBounds(): { least: number; most: number } | undefined {
    if (this.#take("*")) return { least: 0, most: Infinity };
    if (this.#take("+")) return { least: 1, most: Infinity };
    if (this.#take("?")) return { least: 0, most: 1 };
    if (!this.#take("{")) return undefined;
    const [least = "", most] = this.#takeUntil("}").split(",");
    return { least: Number(least), most: most === undefined ? Number(least) : most === "" ? Infinity : Number(most) };
  }

  #readAtom(): Node {
    if (this.#take("(")) return this.#readGroup();
    if (this.#take("^")) return { kind: "step", step: { kind: "start" } };
    if (this.#take("$")) return { kind: "step", step: { kind: "end" } };
    if (this.#take("\\b")) return { kind: "step", step: { kind: "word-edge" } };
    if (this.#take("\\B")) return { kind: "step", step: { kind: "no-word-edge" } };
    const source = this.#take("[") ? this.#takeClass() : this.#take("\\") ? this.#takeEscape() : this.#next();
    return { kind: "step", step: { kind: "character", matches: new RegExp(`^(?:${source})$`, "u") } };
  }

  #readGroup(): Node {
    const look = this.#take("?=") ? true : this.#take("?!") ? false : undefined;
    if (look === undefined && this.#take("?") && !this.#take(":")) {
      if (!this.#take("<") || this.#sees("=") || this.#sees("!")) throw new UnsupportedPattern();
      this.#takeUntil(">");
    }
    const node = this.#readChoice();
    if (!this.#take(")")) throw new UnsupportedPattern();
    if (look === undefined) return node;
    return { kind: "step", step: { kind: "look", program: programOf(node), wanted: look } };
  }

  #takeClass(): string {
    let source = "[";
    while (!this.#sees("]")) source += this.#take("\\") ? `\\${this.#next()}` : this.#next();
    return source + this.#next();
  }

  #takeEscape(): string {
    const letter = this.#next();
    if (/[1-9k]/.test(letter)) throw new UnsupportedPattern();
    if (/[pPu]/.test(letter) && this.#take("{")) return `\\${letter}{${this.#takeUntil("}")}}`;
    const more = letter === "u" ? 4 : letter === "x" ? 2 : letter === "c" ? 1 : 0;
    let source = `\\${letter}${this.#takeNext(more)}`;
    // Two escapes of surrogates are one character.
    if (
      /^\\u[dD][89abAB]/.test(source) &&
      this.#text
        .slice(this.#at, this.#at + 3)
        .join("")
        .toLowerCase() === "\\ud"
    ) {
      source += this.#takeNext(6);
    }
    return source;
  }

  #sees(text: string): boolean {
    return this.#text.slice(this.#at, this.#at + text.length).join("") === text;
  }

  #take(text: string): boolean {
    if (!this.#sees(text)) return false;
    this.#at += text.length;
    return true;
  }

  #takeUntil(end: string): string {
    let text = "";
    while (!this.#take(end)) text += this.#next();
    return text;
  }

  #takeNext(count: number): string {
    let text = "";
    for (let i = 0; i < count; i++) text += this.#next();
    return text;
  }

  #next(): string {
    const character = this.#text[this.#at++];
    if (character === undefined) throw new UnsupportedPattern();
    return character;
  }
}

function programOf(node: Node): Program {
  const steps: Step[] = [];
  append(node, steps);
  steps.push({ kind: "match" });
  return steps;
}

function append(node: Node, steps: Step[]): void {
  if (steps.length > MAX_STEPS) throw new UnsupportedPattern();
  switch (node.kind) {
    case "step":
      steps.push(node.step);
      return;
    case "list":
      for (const inner of node.nodes) append(inner, steps);
      return;
    case "choice":
      return appendChoice(node.nodes, steps);
    case "repeat":
      return appendRepeat(node, steps);
    default:
      return node satisfies never;
  }
}

function appendChoice(nodes: readonly Node[], steps: Step[]): void {
  const begin = steps.push({ kind: "match" }) - 1;
  const starts: number[] = [];
  const ends: number[] = [];
  for (const node of nodes) {
    starts.push(steps.length);
    append(node, steps);
    ends.push(steps.push({ kind: "match" }) - 1);
  }
  steps[begin] = { kind: "fork", to: starts };
  for (const end of ends) steps[end] = { kind: "fork", to: [steps.length] };
}

function appendRepeat(repeat: Node & { kind: "repeat" }, steps: Step[]): void {
  const { node, least, most } = repeat;
  for (let i = 0; i < least; i++) append(node, steps);
  if (most === Infinity) {
    const begin = steps.push({ kind: "match" }) - 1;
    append(node, steps);
    steps.push({ kind: "fork", to: [begin] });
    steps[begin] = { kind: "fork", to: [begin + 1, steps.length] };
    return;
  }
  const forks: number[] = [];
  for (let i = least; i < most; i++) {
    forks.push(steps.push({ kind: "match" }) - 1);
    append(node, steps);
  }
  for (const fork of forks) steps[fork] = { kind: "fork", to: [fork + 1, steps.length] };
}

/** Whether the program matches from a place, or from there or any later one. */
function runs(
  program: Program,
  text: readonly string[],
  at: { readonly from: number; readonly anywhere: boolean },
): boolean {
  let places = new Set<number>();
  for (let position = at.from; ; position++) {
    if (position === at.from || at.anywhere) places.add(0);
    const reached = closureOf({ program, places }, text, position);
    if (reached === undefined) return true;
    const character = text[position];
    if (character === undefined || (reached.length === 0 && !at.anywhere)) return false;
    places = new Set();
    for (const place of reached) {
      const step = program[place];
      if (step?.kind === "character" && step.matches.test(character)) places.add(place + 1);
    }
  }
}

/** The places before a character that are reached without taking one; undefined when the end of the program is. */
function closureOf(
  from: { readonly program: Program; readonly places: ReadonlySet<number> },
  text: readonly string[],
  position: number,
): readonly number[] | undefined {
  const seen = new Set(from.places);
  const reached: number[] = [];
  for (const place of seen) {
    const step = from.program[place];
    if (step === undefined || step.kind === "match") return undefined;
    if (step.kind === "character") reached.push(place);
    else if (step.kind === "fork") for (const next of step.to) seen.add(next);
    else if (holds(step, text, position)) seen.add(place + 1);
  }
  return reached;
}

function holds(
  step: Exclude<Step, { kind: "character" | "fork" | "match" }>,
  text: readonly string[],
  at: number,
): boolean {
  switch (step.kind) {
    case "start":
      return at === 0;
    case "end":
      return at === text.length;
    case "word-edge":
      return isWord(text[at - 1]) !== isWord(text[at]);
    case "no-word-edge":
      return isWord(text[at - 1]) === isWord(text[at]);
    case "look":
      return runs(step.program, text, { from: at, anywhere: false }) === step.wanted;
    default:
      return step satisfies never;
  }
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}
