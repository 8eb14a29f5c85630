/** Methods called on values from outside: those of strings and arrays do what they do, with what is not known. */
import { ts } from "../../1-parse/syntax.ts";
import type { Call, Native } from "../machine.ts";
import { isRequest } from "../hosts/incoming.ts";
import { argument } from "../closures.ts";
import { escape } from "../hosts/escape.ts";
import { isHole } from "../values/text.ts";
import { type Value } from "../values/value.ts";
import { ARRAY_METHODS } from "./arrays.ts";
import { STRING_METHODS } from "./strings.ts";

const AMBIGUOUS = new Set([
  "slice",
  "concat",
  "includes",
  "indexOf",
  "lastIndexOf",
  "at",
  "toString",
  "keys",
  "values",
  "entries",
  "valueOf",
  "search",
  "match",
  "find",
  "with",
  "fill",
  "push",
  "pop",
  "shift",
  "unshift",
]);

/** The result of a method of strings or arrays called on an unknown value; undefined for other calls. */
export function unknownMethod(call: Call, callee: Value, name: string): Value | undefined {
  const [self] = call.self;
  const [only] = callee;
  if (call.self.length !== 1 || self?.kind !== "unknown" || only?.kind !== "unknown" || callee.length !== 1)
    return undefined;
  if (self.hole.reason === "import" && isImported(call)) return undefined;
  if (name === "clone" && isRequest(self)) return call.self;
  const ofString = Object.hasOwn(STRING_METHODS, name) ? STRING_METHODS[name] : undefined;
  const ofArray = Object.hasOwn(ARRAY_METHODS, name) ? ARRAY_METHODS[name] : undefined;
  if (ofString !== undefined && (name === "includes" || name === "toString")) return ofString(call);
  if (ofString !== undefined && (name === "slice" || name === "at" || name === "concat"))
    return ofStringOrArray(call, { name, ofString, ofArray });
  const [pattern] = argument(call.args, 0);
  if (name === "match" && pattern?.kind === "object" && pattern.type === "regexp") return ofString?.(call);
  if (AMBIGUOUS.has(name)) {
    // What is put into something from outside can be called there, and so can what is to search it.
    escape(call);
    return [{ kind: "unknown", hole: { ...self.hole, symbol: undefined } }];
  }
  return (ofString ?? ofArray)?.(call);
}

/** What both have: the result is a text, as far as that tells more, and can be a list or an element as well. */
function ofStringOrArray(
  call: Call,
  methods: { readonly name: string; readonly ofString: Native; readonly ofArray: Native | undefined },
): Value {
  const joinsArrays = call.args.values.flat().some((atom) => atom.kind === "object" && atom.type === "array");
  if (methods.name === "concat" && joinsArrays && methods.ofArray !== undefined) return methods.ofArray(call);
  return methods.ofString(call).map((atom) => {
    const only = atom.kind === "string" && atom.text.length === 1 ? atom.text[0] : undefined;
    return isHole(only) ? { kind: "unknown", hole: only } : atom;
  });
}

/** Whether a method is called on what an import gave, and not on what came of a call of it. */
function isImported({ frame, site }: Call): boolean {
  if (!ts.isCallExpression(site) || !ts.isPropertyAccessExpression(site.expression)) return false;
  let base: ts.Expression = site.expression.expression;
  while (ts.isPropertyAccessExpression(base) || ts.isParenthesizedExpression(base)) base = base.expression;
  if (ts.isCallExpression(base)) return isRequire(base);
  const found = ts.isIdentifier(base) ? frame.scope.find(base.text) : undefined;
  if (typeof found === "function") return true;
  let declaration = found?.declaration;
  while (declaration !== undefined && (ts.isIdentifier(declaration) || ts.isBindingElement(declaration)))
    declaration = declaration.parent;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return false;
  const { initializer } = declaration;
  return initializer !== undefined && ts.isCallExpression(initializer) && isRequire(initializer);
}

function isRequire({ expression }: ts.CallExpression): boolean {
  return ts.isIdentifier(expression) && expression.text === "require";
}
