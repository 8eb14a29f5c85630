/**
 * Results of host functions that can be absent, `undefined` where nothing has the name, and their use as if they never were.
 *
 * A result counts as looked at, and nothing is said about it any more, once anything but passing it on has been done with it:
 * a test, an assertion, a call of a function that is not known. So a finding is never about a value that was guarded.
 */
import { ts } from "../../1-parse/syntax.ts";
import type { FunctionModel } from "../../../capabilities/profiles/profile.ts";
import { argument } from "../closures.ts";
import { explainValue } from "../effects/explain.ts";
import type { Frame } from "../frame.ts";
import type { Arguments, Call } from "../machine.ts";
import { Cell } from "../scope.ts";
import { type Journal, Place } from "../values/journal.ts";
import { literalOf } from "../values/text.ts";
import type { Atom, Value } from "../values/value.ts";

/** Whether something was looked at on any way to here. It is nothing that the module sees. */
export class Look extends Place<boolean> {
  /** The call whose result it is about. */
  readonly #of: Call | undefined;
  /** The call was made again in a later evaluation: its result is the same, but looked at on its own. */
  isReplaced = false;

  constructor(birth: number, of?: Call) {
    super(false, birth);
    this.#of = of;
  }

  override isCurrent(): boolean {
    if (this.#of === undefined) return true;
    const { frame, site } = this.#of;
    const file = ts.findAncestor(site, ts.isSourceFile);
    return !this.isReplaced && file !== undefined && frame.machine.input.files.get(file.fileName) === file;
  }

  override isSame(state: boolean): boolean {
    return this.content === state;
  }

  override merge(states: readonly { readonly state: boolean }[]): boolean {
    return states.some(({ state }) => state);
  }

  override widen(before: boolean, after: boolean): boolean {
    return before || after;
  }

  override anything(state: boolean): boolean {
    return state;
  }
}

/** Where a result comes from, and whether it was looked at. */
interface Origin {
  readonly call: Call;
  readonly model: FunctionModel;
  readonly look: Look;
}

/** The results of one evaluation that can be absent. */
export class AbsentResults {
  readonly #origins = new WeakMap<Atom, Origin>();
  /** Objects of the host that were asked whether they have something: "env". */
  readonly #asked = new Map<string, Look>();
  /** By call, with the evaluation they are of. */
  readonly #looks = new WeakMap<ts.Node, { readonly input: object; readonly looks: Look[] }>();
  /** Whether there are any. */
  any = false;

  /** Notes the result of a call, and questions such as `env.has`. */
  note(call: Call, model: FunctionModel, value: Value): void {
    const { journal } = call.frame.machine;
    if (model.result.kind === "boolean") look(journal, this.#askedOf(model));
    if (model.absent === undefined || isDeclared(call, model)) return;
    const origin = { call, model, look: new Look(journal.born(), call) };
    for (const atom of value) this.#origins.set(atom, origin);
    this.#replace(call, origin.look);
    this.any = true;
  }

  /** Looks of the same call in earlier evaluations do not count any more. */
  #replace({ frame, site }: Call, look: Look): void {
    const { input } = frame.machine;
    const known = this.#looks.get(site);
    if (known?.input === input) return void known.looks.push(look);
    for (const each of known?.looks ?? []) each.isReplaced = true;
    this.#looks.set(site, { input, looks: [look] });
  }

  /** Sees what is done with the value of an expression. */
  use(frame: Frame, node: ts.Expression, value: Value): void {
    for (const atom of value) {
      const origin = this.#origins.get(atom);
      if (origin === undefined) continue;
      const use = useOf(node);
      if (use.kind === "passed") return;
      const { journal, recorder } = frame.machine;
      if (use.kind === "taken") {
        if (recorder.muted > 0) continue;
        if (
          !origin.look.state &&
          !this.#askedOf(origin.model).state &&
          !isCaught(frame) &&
          !hasDefault(frame, use.node)
        )
          report(frame, origin, use);
      }
      look(journal, origin.look);
    }
  }

  /** A function that may test them is given these. */
  give({ values, rest = [] }: Arguments, journal: Journal): void {
    if (!this.any) return;
    for (const value of [...values, rest]) {
      for (const atom of value) {
        const origin = this.#origins.get(atom);
        if (origin !== undefined) look(journal, origin.look);
      }
    }
  }

  #askedOf(model: FunctionModel): Look {
    const object = objectOf(model);
    const asked = this.#asked.get(object) ?? new Look(0);
    this.#asked.set(object, asked);
    return asked;
  }
}

/** Reads it first, so that what is taken over of an earlier evaluation is what looks here for the first time again. */
function look(journal: Journal, at: Look): void {
  if (!at.state) journal.write(at, true);
}

/** The object that a function belongs to: "env" for `env.get`. */
function objectOf({ name }: FunctionModel): string {
  return name.split(".", 1)[0] ?? "";
}

/** A declared variable always has a value; without a manifest nobody knows what is declared. */
function isDeclared(call: Call, model: FunctionModel): boolean {
  if (model.result.kind !== "environment") return false;
  const { manifest } = call.frame.machine.input;
  const name = nameGiven(call);
  return manifest === undefined || (name !== undefined && Object.hasOwn(manifest.env, name));
}

function nameGiven(call: Call): string | undefined {
  const [only, ...others] = argument(call.args, 0);
  return only?.kind === "string" && others.length === 0 ? literalOf(only.text) : undefined;
}

type Use =
  | { readonly kind: "passed" | "tested" }
  /** A part of it is taken, which fails when it is absent. */
  | { readonly kind: "taken"; readonly node: ts.Expression; readonly part: string };

/** What the expression around a value does with it. */
function useOf(value: ts.Expression): Use {
  let node = value;
  while (ts.isParenthesizedExpression(node.parent) || ts.isSatisfiesExpression(node.parent)) node = node.parent;
  const { parent } = node;
  const taken = (part: string): Use => ({ kind: "taken", node, part });
  switch (parent.kind) {
    case ts.SyntaxKind.AwaitExpression:
    case ts.SyntaxKind.ReturnStatement:
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.ExpressionStatement:
      return { kind: "passed" };
    case ts.SyntaxKind.CallExpression:
      return { kind: (parent as ts.CallExpression).expression === node ? "tested" : "passed" };
    case ts.SyntaxKind.PropertyAccessExpression: {
      const { name, questionDotToken } = parent as ts.PropertyAccessExpression;
      return questionDotToken === undefined ? taken(`\`.${name.text}\` of it`) : { kind: "tested" };
    }
    case ts.SyntaxKind.ElementAccessExpression: {
      const { expression, questionDotToken } = parent as ts.ElementAccessExpression;
      return questionDotToken === undefined && expression === node ? taken("a member of it") : { kind: "tested" };
    }
    case ts.SyntaxKind.VariableDeclaration:
      return ts.isIdentifier((parent as ts.VariableDeclaration).name) ? { kind: "passed" } : taken("taking it apart");
    case ts.SyntaxKind.BinaryExpression: {
      const { left, operatorToken, right } = parent as ts.BinaryExpression;
      if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || right !== node) return { kind: "tested" };
      const isPattern = ts.isObjectLiteralExpression(left) || ts.isArrayLiteralExpression(left);
      return isPattern ? taken("taking it apart") : { kind: ts.isIdentifier(left) ? "passed" : "tested" };
    }
    case ts.SyntaxKind.ForOfStatement:
    case ts.SyntaxKind.SpreadElement:
      return taken("going through it");
    default:
      return { kind: "tested" };
  }
}

/** Inside `try` a failure is provided for. */
function isCaught(frame: Frame): boolean {
  return frame.failures.catches;
}

/** A parameter or a part of a pattern with a default value is only absent where the default is. */
function hasDefault(frame: Frame, node: ts.Expression): boolean {
  const cell = ts.isIdentifier(node) ? frame.scope.find(node.text) : undefined;
  const declaration = cell instanceof Cell ? cell.declaration?.parent : undefined;
  return (
    declaration !== undefined &&
    (ts.isParameter(declaration) || ts.isBindingElement(declaration)) &&
    declaration.initializer !== undefined
  );
}

function report(frame: Frame, origin: Origin, use: Use & { readonly kind: "taken" }): void {
  const { call, model } = origin;
  const { node, part } = use;
  const name = model.result.kind === "environment" ? nameGiven(call) : undefined;
  frame.machine.recorder.fault({
    file: frame.file,
    site: node,
    call: model.name,
    fault: { kind: "absent", gives: model.absent ?? "undefined", part, ...(name === undefined ? {} : { name }) },
    sure: false,
    explanation: explainValue(frame, ts.isIdentifier(node) ? node : undefined, node),
  });
}
