/**
 * Loop statements, as loops of the machine.
 */
import { lookWhileWaiting, passAwait } from "./late.ts";
import { isEnvironment } from "./hosts/foreign/environment-value.ts";
import { getMember } from "./members.ts";
import { ts } from "../1-parse/syntax.ts";
import { assignTo, bindPattern } from "./bindings.ts";
import { disposing, inNewScope } from "./blocks.ts";
import { awaitValue } from "./builtins/promises.ts";
import { isSeen } from "./fixpoint.ts";
import { type Frame, type Jump, Target } from "./frame.ts";
import { beginGenerator, runAgain } from "./generators.ts";
import { isShort, type Loop, type LoopMode, repeat, runLoop, takeEach, type Trips } from "./loops.ts";
import { anyElement, countOf, type List, listOf, listOfMembers, liveList, withMore } from "./objects.ts";
import { BuiltinPrototype } from "./patches.ts";
import { refine } from "./refine.ts";
import { Cell } from "./scope.ts";
import { labelsOf } from "./switch.ts";
import { type AbstractObject, ancestorsOf } from "./values/object.ts";
import { sameValue } from "./values/same.ts";
import {
  ABSENT,
  type Atom,
  BOOLEAN,
  FALSE,
  isMaybe,
  knownNumber,
  joinValues,
  knownString,
  NEVER,
  stringValue,
  TRUE,
  truthOf,
  UNDEFINED,
  unknownValue,
  type Value,
} from "./values/value.ts";

/** `for (a; b; c)` */
export function executeFor(frame: Frame, node: ts.ForStatement): void {
  inNewScope(frame, node, () => {
    const { initializer } = node;
    if (initializer !== undefined) {
      if (ts.isVariableDeclarationList(initializer)) frame.execute(initializer);
      else frame.evaluate(initializer);
    }
    if (frame.machine.dead) return;
    const names =
      initializer !== undefined &&
      ts.isVariableDeclarationList(initializer) &&
      (initializer.flags & ts.NodeFlags.BlockScoped) !== 0;
    const loop = (): void => {
      const counted = countedRounds(frame, node);
      execute(frame, node, {
        test: testOf(frame, node.condition),
        trips: counted?.trips,
        steady: counted?.names,
        update: (mode) => {
          if (names && mode === "unrolled" && makesFunctions(node)) freshScope(frame);
          if (node.incrementor !== undefined) frame.evaluate(node.incrementor);
        },
      });
    };
    disposing(frame, initializer, loop);
  });
}

const withFunctions = new WeakMap<ts.Node, boolean>();

/** Whether a function is made inside, which may keep a variable. */
function makesFunctions(node: ts.Node): boolean {
  let known = withFunctions.get(node);
  if (known === undefined) {
    known = ts.forEachChild(node, (child) => ts.isFunctionLike(child) || makesFunctions(child) || undefined) ?? false;
    withFunctions.set(node, known);
  }
  return known;
}

/** Each round of a `for` has its own variables, which closures keep. */
function freshScope(frame: Frame): void {
  const scope = frame.machine.newScope(frame.scope.parent, frame.scope.owner);
  for (const [name, cell] of frame.scope.cells) {
    if (cell instanceof Cell) frame.machine.declare(scope, name, { value: cell.state, declaration: cell.declaration });
    else scope.cells.set(name, cell);
  }
  frame.scope = scope;
}

/** `while` and `do … while` */
export function executeWhile(frame: Frame, node: ts.WhileStatement | ts.DoStatement): void {
  execute(frame, node, { test: testOf(frame, node.expression), runsFirst: ts.isDoStatement(node) });
}

function testOf(frame: Frame, condition: ts.Expression | undefined): Loop["test"] {
  if (condition === undefined || condition.kind === ts.SyntaxKind.TrueKeyword) return undefined;
  return { truth: () => truthOf(frame.evaluate(condition)), assume: (truth) => refine(frame, condition, truth) };
}

function execute(
  frame: Frame,
  node: ts.IterationStatement,
  parts: {
    test: Loop["test"];
    update?: (mode: LoopMode) => void;
    trips?: Trips | undefined;
    /** Variables that the body has to leave as they are for `trips` to hold. */
    steady?: readonly ts.Identifier[] | undefined;
    /** The body runs once before the first test. */
    runsFirst?: boolean;
  },
): void {
  const { machine } = frame;
  const breaks = new Target(machine);
  const outer = frame.jumps;
  const scope = frame.scope;
  const { steady = [], trips } = parts;
  const values = (): readonly (Value | undefined)[] => steady.map((name) => valueOf(frame, name));
  let isCounted = true;
  const body = (mode: LoopMode): void => {
    const before = values();
    runBody(frame, node, { outer, breaks, labels: labelsOf(node) });
    if (machine.dead) return;
    if (!values().every((value, i) => sameValue(value, before[i]))) isCounted = false;
    parts.update?.(mode);
  };
  if (parts.runsFirst === true) body("unrolled");
  runLoop(frame, { test: parts.test, body, trips, isCounted: () => isCounted, breaks });
  frame.jumps = outer;
  frame.scope = scope;
}

function valueOf(frame: Frame, name: ts.Identifier): Value | undefined {
  const found = frame.scope.find(name.text);
  const cell = typeof found === "function" ? found() : found;
  return cell instanceof Cell ? cell.state : cell;
}

/** One round of the body; `continue` leads to its end. */
function runBody(
  frame: Frame,
  node: ts.IterationStatement,
  parts: { outer: readonly Jump[]; breaks: Target; labels: readonly string[] },
): void {
  const continues = new Target(frame.machine);
  frame.jumps = [...parts.outer, { labels: parts.labels, breaks: parts.breaks, continues, plain: true }];
  frame.execute(node.statement);
  frame.jumps = parts.outer;
  continues.arrive();
}

/** How often `for (i = a; i < b; i += c)` runs when all three are known, and the names that have to stay as they are. */
function countedRounds(
  frame: Frame,
  node: ts.ForStatement,
): { trips: Trips; names: readonly ts.Identifier[] } | undefined {
  const { condition, incrementor } = node;
  if (condition === undefined || incrementor === undefined || !ts.isBinaryExpression(condition)) return undefined;
  const { left: variable, operatorToken, right: bound } = condition;
  if (!ts.isIdentifier(variable)) return undefined;
  const by = stepOf(incrementor, variable.text);
  const step = by === 1 ? 1 : by === undefined ? undefined : constantOf(frame, by);
  const [start, end] = [constantOf(frame, variable), constantOf(frame, bound)];
  if (step === undefined || step <= 0 || start === undefined || end === undefined) return undefined;
  const inclusive = operatorToken.kind === ts.SyntaxKind.LessThanEqualsToken;
  if (!inclusive && operatorToken.kind !== ts.SyntaxKind.LessThanToken) return undefined;
  const count = Math.max(0, inclusive ? Math.floor((end - start) / step) + 1 : Math.ceil((end - start) / step));
  return { trips: { min: count, max: count }, names: [variable, bound, by].filter(isName) };
}

function isName(node: ts.Expression | 1 | undefined): node is ts.Identifier {
  return typeof node === "object" && ts.isIdentifier(node);
}

/** The number that a literal or a variable is. */
function constantOf(frame: Frame, node: ts.Expression): number | undefined {
  return ts.isNumericLiteral(node) || ts.isIdentifier(node) ? knownNumber(frame.evaluate(node)) : undefined;
}

/** What is added to a variable. */
function stepOf(node: ts.Expression, name: string): ts.Expression | 1 | undefined {
  if (
    (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) &&
    node.operator === ts.SyntaxKind.PlusPlusToken
  ) {
    return ts.isIdentifier(node.operand) && node.operand.text === name ? 1 : undefined;
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusEqualsToken) return undefined;
  return ts.isIdentifier(node.left) && node.left.text === name ? node.right : undefined;
}

/** `for (const x of list)`, also `for await`. */
export function executeForOf(frame: Frame, node: ts.ForOfStatement): void {
  const iterated = frame.evaluate(node.expression);
  if (frame.machine.dead) return;
  const begins = leaves(node.statement) ? "partly" : "wholly";
  for (const atom of iterated)
    if (atom.kind === "object" && atom.type === "iterator") beginGenerator(frame, atom, { begins, site: node });
  const list = listOf(frame, iterated, node);
  const isAwaited = node.awaitModifier !== undefined;
  if (isAwaited) {
    lookWhileWaiting(frame.machine);
    passAwait(frame.machine, frame.node);
  }
  const first = isAwaited ? awaited(frame, list, node) : list;
  const again = generatorsAgain(frame, iterated, { first, node });
  executeOver(frame, node, first, again ?? (isAwaited ? undefined : liveList(frame, iterated, { list, site: node })));
  again?.();
}

/** What generators give, which go on after each round in the state that it left. */
function generatorsAgain(
  frame: Frame,
  iterated: Value,
  { first, node }: { readonly first: List; readonly node: ts.ForOfStatement },
): (() => List) | undefined {
  const { journal } = frame.machine;
  const isGenerator = (atom: Atom): atom is AbstractObject =>
    atom.kind === "object" && atom.type === "iterator" && atom.state.slots.has("generator");
  const iterators = iterated.filter(isGenerator);
  if (iterators.length === 0) return undefined;
  let [all, mark, looks] = [first, journal.mark(), 0];
  return () => {
    const isOther = journal.hasChanged(mark, (place) => isSeen(place) && place.birth < mark.birth);
    if (!isOther || looks++ > MAX_LOOKS || frame.machine.dead) return all;
    for (const iterator of iterators) {
      runAgain(frame, iterator, node, (given) => {
        const list = listOf(frame, given, node);
        const items = all.items.map((item, i) => joinValues(item, list.items[i] ?? list.more ?? NEVER));
        const more = [...list.items.slice(items.length), list.more ?? NEVER].reduce((a, b) => joinValues(a, b));
        all = more.length === 0 ? { ...all, items } : { items, more: joinValues(all.more ?? NEVER, more) };
      });
    }
    mark = journal.mark();
    return all;
  };
}

/** So often one loop has its generators looked at again. */
const MAX_LOOKS = 2;

const leaving = new WeakMap<ts.Node, boolean>();

/** Whether a statement can be left before its end. */
function leaves(node: ts.Node): boolean {
  let answer = leaving.get(node);
  if (answer === undefined) leaving.set(node, (answer = ts.forEachChild(node, hasJump) ?? hasJump(node) ?? false));
  return answer;
}

function hasJump(node: ts.Node): true | undefined {
  if (ts.isFunctionLike(node)) return undefined;
  const isJump = ts.isBreakStatement(node) || ts.isReturnStatement(node) || ts.isThrowStatement(node);
  return isJump || ts.forEachChild(node, hasJump) === true ? true : undefined;
}

function awaited(frame: Frame, list: List, site: ts.Node): List {
  return {
    ...list,
    items: list.items.map((item) => awaitValue(frame, item, site)),
    more: list.more === undefined ? undefined : awaitValue(frame, list.more, site),
  };
}

/** `for (const name in object)` */
export function executeForIn(frame: Frame, node: ts.ForInStatement): void {
  const value = frame.evaluate(node.expression);
  if (frame.machine.dead) return;
  const [only] = value;
  const known = value.length === 1 && only?.kind === "object" && only.state.rest === undefined ? only : undefined;
  if (known === undefined) {
    const reason = only?.kind === "unknown" ? only.hole.reason : "parameter";
    if (value.some(isEnvironment)) getMember(frame, value, { name: "[]", site: node });
    return executeOver(frame, node, { items: [], more: unknownValue(reason) });
  }
  const list = listOfMembers(namesIn(known), stringValue);
  const places = [...known.state.items.keys()].map((place) => stringValue(String(place)));
  const more = ancestorsOf(known).some(({ state }) => state.rest !== undefined) ? unknownValue("callee") : undefined;
  const { state } = known;
  const isThere = (name: Value): Value => {
    if (known.state === state || places.includes(name)) return TRUE;
    const value = namesIn(known).get(knownString(name) ?? "");
    return value === undefined ? FALSE : isMaybe(value) ? BOOLEAN : TRUE;
  };
  executeOver(frame, node, { ...withMore({ ...list, items: [...list.items, ...places] }, more), isThere });
}

/** The names of the members that an object has and inherits, but for those that are not listed. */
function namesIn(object: AbstractObject): ReadonlyMap<string, Value> {
  const names = new Map<string, Value>();
  for (const { essence, site, state } of [object, ...ancestorsOf(object)]) {
    // Methods of classes are not listed.
    if (essence instanceof BuiltinPrototype || (site !== undefined && ts.isClassLike(site))) continue;
    for (const [name, value] of state.members) if (!/^(?:#|@@)/.test(name) && !names.has(name)) names.set(name, value);
    for (const [name, { maybe }] of state.accessors ?? []) names.set(name, maybe === true ? ABSENT : UNDEFINED);
  }
  return names;
}

/** Names of members, which may be gone when their turn comes. */
interface Names extends List {
  readonly isThere: (name: Value) => Value;
}

/** `now` gives the list as it is later, when it can change while the loop runs. */
function executeOver(
  frame: Frame,
  node: ts.ForOfStatement | ts.ForInStatement,
  first: List | Names,
  now: () => List = () => first,
): void {
  const { machine } = frame;
  const breaks = new Target(machine);
  const outer = frame.jumps;
  const far = [...outer, { labels: [], breaks, plain: false }];
  const round = (value: Value): void => {
    frame.jumps = far;
    inNewScope(frame, node, () => {
      bindLoopVariable(frame, node, value);
      disposing(frame, node.initializer, () => {
        // Where something is disposed of, other targets stand in for those outside.
        const [last, around] = [frame.jumps.at(-1), frame.jumps.slice(0, -1)];
        if (!machine.dead)
          runBody(frame, node, { outer: around, breaks: last?.breaks ?? breaks, labels: labelsOf(node) });
      });
    });
    frame.jumps = far;
  };
  frame.jumps = far;
  let list = first;
  let done = 0;
  const next = (i: number): boolean => {
    const item = list.items[i];
    if (item === undefined || !isShort(frame, list.items.length) || machine.dead) return false;
    const there = "isThere" in first ? truthOf(first.isThere(item)) : { true: true, false: false };
    if (!there.false) round(item);
    else if (there.true) machine.maybe(() => round(item));
    list = now();
    done = i + 1;
    return true;
  };
  if (!takeEach(frame, next)) {
    list = now();
    done = 0;
  }
  if (done < list.items.length) repeat(frame, countOf(list), () => round(anyElement(now())));
  else if (list.more !== undefined) repeatMaybe(frame, list, () => round(now().more ?? anyElement(now())));
  frame.jumps = outer;
  breaks.arrive();
}

function repeatMaybe(frame: Frame, list: List, round: () => void): void {
  frame.machine.undecided++;
  repeat(frame, list.moreCount ?? { min: 0, max: Infinity }, round);
  frame.machine.undecided--;
}

function bindLoopVariable(frame: Frame, node: ts.ForOfStatement | ts.ForInStatement, value: Value): void {
  const { initializer } = node;
  if (!ts.isVariableDeclarationList(initializer)) return assignTo(frame, initializer, value);
  const [declaration] = initializer.declarations;
  if (declaration === undefined) return;
  const isVar = (initializer.flags & ts.NodeFlags.BlockScoped) === 0;
  if (isVar && ts.isIdentifier(declaration.name)) assignTo(frame, declaration.name, value);
  else bindPattern(frame, declaration.name, value);
}
