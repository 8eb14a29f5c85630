/**
 * Values as text, from what the inspector says of them; no code of the module runs.
 */
import type { ObjectPreview, PropertyPreview, RemoteObject } from "./cdp.ts";
import { namesPrivate, syntaxError } from "./syntax-error.ts";

const LONGEST = 1000;
/** From this many characters on a text is cut before it is told; one that is much longer is not even looked at. */
const LONG_TEXT = 10_000;
const VERY_LONG_TEXT = 2 ** 23;
const LONG_TEXT_MARK = "ambit:long-text";

const cutFrom = (length: number): string => `(value) => typeof value !== "string" || value.length <= ${length} ? value :
  Symbol("${LONG_TEXT_MARK} " + value.length + " " + (value.length > ${VERY_LONG_TEXT} ? "" : value.slice(0, ${LONGEST})))`;

/** Source of a function of the isolate: gives a value, or for a long text a symbol that tells its start and its length. */
export const CUT_LONG_TEXT = cutFrom(LONG_TEXT);
/** The same, of a text no more than is shown of it. */
export const CUT_UNSHOWN_TEXT = cutFrom(LONGEST);

/** An expression that gives the same, with a long text cut; what is none on its own, such as a declaration, stays as it is. */
export function cutResult(expression: string): string {
  const isExpression = expression.trim() !== "" && syntaxError(expression) === undefined;
  const isDeclaration = /^\s*(?:async\s+)?(?:class|function)\b/.test(expression);
  return isExpression && !isDeclaration && !namesPrivate(expression)
    ? `(${CUT_LONG_TEXT})((${expression}\n))`
    : expression;
}

/** One line that says what a value is. */
export function valueText(value: RemoteObject): string {
  const long = longText(value);
  if (long !== undefined) return `${JSON.stringify(long.start).slice(0, -1)}…" (${long.length} characters)`;
  switch (value.type) {
    case "undefined":
      return "undefined";
    case "string":
      return cut(JSON.stringify(value.value));
    case "number":
    case "bigint":
    case "boolean":
      return cut(value.unserializableValue ?? String(value.value));
    case "function":
      return functionText(value.description ?? "");
    case "object":
      return objectText(value);
    default:
      return cut(value.description ?? value.type);
  }
}

/** What `CUT_LONG_TEXT` has made of a text; undefined for other values. */
export function longText({
  type,
  description = "",
}: RemoteObject): { readonly start: string; readonly length: string } | undefined {
  if (type !== "symbol") return undefined;
  const found = /^Symbol\((\S+) (\d+) (.*)\)$/s.exec(description);
  const [, mark, length = "", start = ""] = found ?? [];
  return mark === LONG_TEXT_MARK ? { start, length } : undefined;
}

/** The type as a client shows it: "string", "Map", "Promise". */
export function typeText(value: RemoteObject): string {
  if (longText(value) !== undefined) return "string";
  if (value.subtype === "null") return "null";
  return value.className ?? value.type;
}

/** Whether a value has bytes that can be shown. */
export function hasMemory({ subtype, className }: RemoteObject): boolean {
  return ["typedarray", "arraybuffer", "dataview"].includes(subtype ?? "") || className === "SharedArrayBuffer";
}

function objectText(value: RemoteObject): string {
  if (value.subtype === "null") return "null";
  if (value.subtype === "error") return cut((value.description ?? "").split("\n    at ")[0] ?? "");
  if (value.subtype === "internal#entry") return cut(value.description ?? "");
  if (value.preview === undefined || value.subtype === "date" || value.subtype === "regexp")
    return cut(value.description ?? "Object");
  return cut(previewText(value.preview));
}

function previewText(preview: ObjectPreview): string {
  const { description = "", overflow } = preview;
  const more = overflow ? ["…"] : [];
  if (preview.entries !== undefined) {
    const entries = preview.entries.map(({ key, value }) =>
      key === undefined ? partText(value) : `${partText(key)} => ${partText(value)}`,
    );
    return `${description} {${[...entries, ...more].join(", ")}}`;
  }
  if (preview.subtype === "array" || preview.subtype === "typedarray") {
    const items = itemTexts(preview);
    const name = description.startsWith("Array(") ? description.slice("Array".length) : description;
    return `${name} [${[...items, ...more].join(", ")}]`;
  }
  const fields = preview.properties.map((one) => `${one.name}: ${propertyText(one)}`);
  const name = description === "Object" ? "" : `${description} `;
  return `${name}{${[...fields, ...more].join(", ")}}`;
}

/** The items of an array, with what lacks between them. */
function itemTexts({ properties, description = "", overflow }: ObjectPreview): readonly string[] {
  const texts: string[] = [];
  let next = 0;
  const skipTo = (index: number): void => {
    if (index > next) texts.push(index - next === 1 ? "empty" : `empty × ${index - next}`);
    next = index + 1;
  };
  for (const item of properties.filter(({ name }) => /^\d+$/.test(name))) {
    skipTo(Number(item.name));
    texts.push(propertyText(item));
  }
  if (!overflow) skipTo(Number(/\((\d+)\)$/.exec(description)?.[1] ?? 0));
  return texts;
}

function propertyText({ type, subtype, value }: PropertyPreview): string {
  if (type === "string") return JSON.stringify(value);
  if (type === "function") return "ƒ";
  if (type === "accessor") return "(…)";
  if (subtype === "null") return "null";
  return value ?? type;
}

function partText(part: ObjectPreview): string {
  return propertyText({
    name: "",
    type: part.type,
    ...(part.subtype === undefined ? {} : { subtype: part.subtype }),
    value: part.description ?? part.type,
  });
}

function functionText(description: string): string {
  const head =
    /^(?:async\s+)?(?:class\s+[\w$]*|function\s*\*?\s*[\w$]*\s*\([^)]*\)|[^={]*=>|[^{]*)/.exec(description)?.[0] ?? "";
  // Where types were taken away there are spaces.
  const text = head
    .replace(/\s+/g, " ")
    .replace(/ (?=[,)])/g, "")
    .trim();
  return cut(text.startsWith("class") ? text : `ƒ ${text.replace(/^(async )?function ?/, "$1").replace(/ ?=>$/, "")}`);
}

/** A text, or its start when it is long. */
export function cut(text: string, longest = LONGEST): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
