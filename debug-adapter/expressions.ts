/** How expressions name what is shown, and what is meant by those that V8 cannot take where a thread stands. */
import type { PropertyDescriptor } from "./cdp.ts";
import { syntaxError } from "./syntax-error.ts";

/** Most names; the other expression takes a millisecond to be compiled. */
const SIMPLE_NAME = /^[A-Za-z_$][\w$]*$/;
const NAME = /^#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** How an expression names a member: `a.b`, `list[0]`, `a["b c"]`; undefined where none can. The owner "" is a scope. */
export function memberPath(
  owner: string | undefined,
  { name, symbol }: Pick<PropertyDescriptor, "name" | "symbol">,
): string | undefined {
  if (owner === undefined || symbol !== undefined || name.startsWith("Symbol(")) return undefined;
  const isName = SIMPLE_NAME.test(name) || NAME.test(name);
  if (owner === "") return isName ? name : undefined;
  if (isName) return `${owner}.${name}`;
  return /^(?:0|[1-9]\d*)$/.test(name) ? `${owner}[${name}]` : `${owner}[${JSON.stringify(name)}]`;
}

/** An expression as the owner of members. */
export function ownerPath(expression: string): string | undefined {
  const written = expression.trim();
  return /^[\w$#.[\]"]+$/.test(written) ? written : undefined;
}

/** A row of the scopes "Limits" and "Permissions": `@limits["http/request"]`. */
export interface ContextPath {
  readonly kind: "limits" | "permissions";
  readonly name: string;
}

/** The expression for a row. */
export function contextPath({ kind, name }: ContextPath): string {
  return `@${kind}[${JSON.stringify(name)}]`;
}

/** Reads the expression for a row; undefined for one of the language. */
export function parseContextPath(expression: string): ContextPath | undefined {
  const [, kind, quoted = ""] =
    /^\s*@(limits|permissions)\[\s*(".*"|'(?:[^'\\]|\\.)*')\s*\]\s*$/s.exec(expression) ?? [];
  if (kind === undefined) return undefined;
  try {
    return { kind: kind as ContextPath["kind"], name: JSON.parse(inDoubleQuotes(quoted)) as string };
  } catch {
    return undefined;
  }
}

function inDoubleQuotes(quoted: string): string {
  if (quoted.startsWith('"')) return quoted;
  const within = quoted.slice(1, -1).replaceAll(/\\.|"/gs, (each) => ({ "\\'": "'", '"': '\\"' })[each] ?? each);
  return `"${within}"`;
}

/** Of `await x`, as it is typed where a thread stands: `x`, when nothing is made of what comes. */
export function awaited(expression: string): string | undefined {
  const operand = /^\s*await\b(?<operand>.*)$/s.exec(expression)?.groups?.["operand"];
  if (operand === undefined || operand.trim() === "" || syntaxError(operand) !== undefined) return undefined;
  // What a class extends has no operators around it, as little as what is awaited.
  return syntaxError(`class extends ${operand}\n {}`) === undefined ? operand : undefined;
}

/** Whether V8 can take what is typed only as a program of its own that may wait: it awaits, or declares several names. */
export function needsTurns(typed: string): boolean {
  return /\bawait\b|^\s*(?:let|const|var)\b/.test(typed);
}

/**
 * A declaration as an expression that keeps it: V8 forgets what is declared where a thread stands. So it becomes a property of `globalThis`, as
 * often as it is declared.
 */
export function keptDeclaration(typed: string): string | undefined {
  const declared = declaratorsOf(typed);
  if (declared !== undefined) return declared.map(kept).join(", ");
  if (DECLARATORS.test(typed)) return undefined;
  const made = /^\s*(?:async\s+)?(?:class|function\s*\*?)\s*(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(typed)
    ?.groups?.["name"];
  return made === undefined || syntaxError(typed) !== undefined ? undefined : `globalThis.${made} = (${typed}\n)`;
}

/** The parts of `let a = await b, { c } = d`; undefined where nothing is awaited as `awaited` has it. */
export function awaitedDeclaration(typed: string): readonly Declarator[] | undefined {
  const declared = /\bawait\b/.test(typed) ? declaratorsOf(typed) : undefined;
  return declared?.some(({ value }) => awaited(value) !== undefined) === true ? declared : undefined;
}

/** A name or pattern that is declared, and its value. */
export interface Declarator {
  readonly target: string;
  readonly value: string;
}

const DECLARATORS = /^\s*(?:let|const|var)\s+(?<list>.*?);?\s*$/s;

function declaratorsOf(typed: string): readonly Declarator[] | undefined {
  const list = DECLARATORS.exec(typed)?.groups?.["list"];
  return list === undefined ? undefined : declaratorsIn(list);
}

/** `a = 1, { b } = c`, one after the other. */
function declaratorsIn(list: string): readonly Declarator[] | undefined {
  const { target, values } = targetOf(list) ?? {};
  if (target === undefined || values === undefined) return undefined;
  for (const end of [values.length, ...indexesOf(values, /,/g)]) {
    const value = values.slice(0, end);
    if (!isOneValue(value)) continue;
    const others = end === values.length ? [] : declaratorsIn(values.slice(end + 1));
    return others && [{ target, value }, ...others];
  }
  return undefined;
}

/** What is declared first in `a = 1` or `{ a = 1 } = b`, and what follows the `=` behind it. */
function targetOf(list: string): { readonly target: string; readonly values: string } | undefined {
  for (const end of indexesOf(list, /=(?![=>])/g)) {
    const target = list.slice(0, end).trim();
    if (NAME.test(target) || (/^[[{]/.test(target) && syntaxError(`() => { let ${target} = 0; }`) === undefined))
      return { target, values: list.slice(end + 1) };
  }
  return undefined;
}

/** An expression that keeps the names of a declarator. */
export function kept({ target, value }: Declarator): string {
  if (NAME.test(target)) return `globalThis.${target} = (${value}\n)`;
  return `((${target}) => void Object.assign(globalThis, { ${boundIn(target).join(", ")} }))(${value}\n)`;
}

/** The names that a pattern binds: V8 refuses to declare them again. */
function boundIn(pattern: string): readonly string[] {
  const words = new Set(pattern.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  const isBound = (word: string): boolean =>
    syntaxError(`(${pattern}) => { let ${word}; }`)?.includes("has already been declared") === true;
  return [...words].filter(isBound);
}

function indexesOf(text: string, searched: RegExp): readonly number[] {
  return Array.from(text.matchAll(searched), ({ index }) => index);
}

/** Whether a text is an expression without a comma around it; it may await. */
function isOneValue(text: string): boolean {
  const within = (value: string): string => `async () => (${value}\n)`;
  return (
    text.trim() !== "" &&
    syntaxError(within(text)) === undefined &&
    syntaxError(within(`0 ? ${text}\n : 0`)) === undefined
  );
}

/** Source of a function of the isolate: a value as text to be pasted elsewhere. */
export const COPY = `(value) => {
  const above = [];
  const plain = function (key, each) {
    while (above.length > 0 && above.at(-1).told !== this) above.pop();
    if (typeof each === "bigint") return each + "n";
    if (typeof each !== "object" || each === null) return each;
    if (above.some(({ of }) => of === each)) return "[Circular]";
    const isList = each instanceof Map || each instanceof Set || (ArrayBuffer.isView(each) && !(each instanceof DataView));
    const told = isList ? [...each] : each;
    above.push({ of: each, told });
    return told;
  };
  const text = (() => {
    if (typeof value === "bigint") return value + "n";
    if (value instanceof Error) return String(value.stack);
    if (typeof value !== "object" || value === null) return String(value);
    try { return JSON.stringify(value, plain, 2) ?? String(value); } catch { return String(value); }
  })();
  return text.length > ${2 ** 20} ? text.slice(0, ${2 ** 20}) + "…" : text;
}`;

/** A whole number in hexadecimal digits: "-0xff", "0x10n"; other texts as they are. */
export function inHex(text: string): string {
  const [, sign = "", digits, big = ""] = /^(-?)(\d+)(n?)$/.exec(text) ?? [];
  return digits === undefined ? text : `${sign}0x${BigInt(digits).toString(16)}${big}`;
}
