/**
 * Patterns: binding names to parts of a value, in declarations and in assignments.
 */
import { ts } from "../1-parse/syntax.ts";
import { isSloppy } from "./sloppy.ts";
import type { Frame } from "./frame.ts";
import { isEnvironment } from "./hosts/foreign/environment-value.ts";
import { contentOf, newBuilding, spread } from "./literals.ts";
import { getElement, getMember } from "./members.ts";
import { arrayOf, elementAt, listBehind, listOf } from "./objects.ts";
import { Cell } from "./scope.ts";
import { transparent } from "./written.ts";
import { nameOfKey } from "./values/keys.ts";
import { joinValues, NEVER, stringValue, type Value } from "./values/value.ts";

/** The value or, where it is undefined, what the default gives. */
export function withDefault(frame: Frame, value: Value, initializer: ts.Expression): Value {
  if (!value.some(({ kind }) => kind === "undefined" || kind === "unknown")) return value;
  const given = value.filter((atom) => atom.kind !== "undefined");
  if (given.length === 0) return frame.evaluate(initializer);
  return frame.machine.branch([() => given, () => frame.evaluate(initializer)]);
}

/** Binds the names of a pattern in the present scope; a name that the scope has is given its first value. */
export function bindPattern(frame: Frame, pattern: ts.BindingName, value: Value): void {
  if (ts.isIdentifier(pattern)) {
    const known = frame.scope.cells.get(pattern.text);
    if (known instanceof Cell) frame.machine.journal.write(known, value);
    else frame.machine.declare(frame.scope, pattern.text, { value, declaration: pattern });
    return;
  }
  if (ts.isArrayBindingPattern(pattern)) bindArray(frame, pattern, value);
  else bindObject(frame, pattern, value);
}

function bindArray(frame: Frame, pattern: ts.ArrayBindingPattern, value: Value): void {
  const list = listOf(frame, value, pattern);
  pattern.elements.forEach((element, i) => {
    if (!ts.isBindingElement(element)) return;
    if (element.dotDotDotToken !== undefined) {
      const { items, more, moreCount } = listBehind(list, i);
      const rest = arrayOf(frame.machine, items, { more, count: moreCount, site: element });
      bindPattern(frame, element.name, [rest]);
    } else bindElement(frame, element, elementAt(list, i));
  });
}

function bindObject(frame: Frame, pattern: ts.ObjectBindingPattern, value: Value): void {
  const taken: string[] = [];
  for (const element of pattern.elements) {
    if (element.dotDotDotToken !== undefined) {
      bindPattern(frame, element.name, objectWithout(frame, value, { taken, site: element }));
      continue;
    }
    const name = element.propertyName ?? element.name;
    if (isName(name)) bindElement(frame, element, takeMember(frame, { value, name, taken }));
  }
}

function bindElement(frame: Frame, element: ts.BindingElement, value: Value): void {
  bindPattern(
    frame,
    element.name,
    element.initializer === undefined ? value : withDefault(frame, value, element.initializer),
  );
}

function isName(name: ts.PropertyName | ts.BindingName): name is ts.PropertyName {
  return name.kind !== ts.SyntaxKind.ObjectBindingPattern && name.kind !== ts.SyntaxKind.ArrayBindingPattern;
}

/** The member that a pattern takes out of a value; a name that is known is noted. */
function takeMember(
  frame: Frame,
  { name, taken, value }: { readonly value: Value; readonly name: ts.PropertyName; readonly taken: string[] },
): Value {
  if (!ts.isComputedPropertyName(name)) {
    taken.push(name.text);
    return getMember(frame, value, { name: name.text, site: name });
  }
  const key = frame.evaluate(name.expression);
  const [only] = key;
  const known = key.length === 1 && only !== undefined ? nameOfKey(only) : undefined;
  if (known !== undefined) taken.push(known);
  return frame.machine.dead ? NEVER : getElement(frame, value, { key, site: name });
}

/** A copy of an object without some members: what a rest pattern binds. */
function objectWithout(
  frame: Frame,
  value: Value,
  { taken, site }: { taken: readonly string[]; site: ts.Node },
): Value {
  return joinValues(
    ...value.map((atom): Value => {
      if (atom.kind === "unknown" && !isEnvironment(atom)) return [{ kind: "unknown", hole: atom.hole }];
      const building = newBuilding();
      spread(frame, [atom], { building, site, without: taken });
      return [frame.machine.newObject("object", { content: contentOf(building), site })];
    }),
  );
}

/** Assigns to whatever stands on the left of "=": a variable, a member, a pattern. */
export function assignTo(frame: Frame, target: ts.Expression, value: Value): void {
  if (ts.isIdentifier(target)) return assignVariable(frame, target, value);
  if (ts.isArrayLiteralExpression(target)) return assignArray(frame, target, value);
  if (ts.isObjectLiteralExpression(target)) return assignObject(frame, target, value);
  if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return assignTo(frame, target.left, withDefault(frame, value, target.right));
  }
  if (ts.isPropertyAccessExpression(target)) {
    const base = frame.evaluate(target.expression);
    const name = stringValue(target.name.text);
    return frame.machine.operations.set(frame, base, { name, value, site: target });
  }
  if (ts.isElementAccessExpression(target)) {
    const base = frame.evaluate(target.expression);
    const name = frame.evaluate(target.argumentExpression);
    return frame.machine.operations.set(frame, base, { name, value, site: target });
  }
  const inner = transparent(target);
  if (inner !== undefined) assignTo(frame, inner, value);
}

function assignVariable(frame: Frame, name: ts.Identifier, value: Value): void {
  frame.machine.trace?.looksUp(name.text);
  const { machine } = frame;
  const cell = frame.scope.find(name.text);
  if (cell instanceof Cell) return machine.journal.write(cell, value);
  // Outside strict mode, assigning makes a global.
  if (cell === undefined && isSloppy(machine, frame.file) && machine.globals !== undefined)
    machine.operations.set(frame, [machine.globals], { name: stringValue(name.text), value, site: name });
}

function assignArray(frame: Frame, target: ts.ArrayLiteralExpression, value: Value): void {
  const list = listOf(frame, value, target);
  target.elements.forEach((element, i) => {
    if (ts.isOmittedExpression(element)) return;
    if (ts.isSpreadElement(element)) {
      const { items, more, moreCount } = listBehind(list, i);
      assignTo(frame, element.expression, [arrayOf(frame.machine, items, { more, count: moreCount, site: element })]);
    } else assignTo(frame, element, elementAt(list, i));
  });
}

function assignObject(frame: Frame, target: ts.ObjectLiteralExpression, value: Value): void {
  const { operations } = frame.machine;
  const taken: string[] = [];
  for (const property of target.properties) {
    if (ts.isShorthandPropertyAssignment(property)) {
      const part = operations.get(frame, value, property.name.text, property);
      const given = property.objectAssignmentInitializer;
      taken.push(property.name.text);
      assignVariable(frame, property.name, given === undefined ? part : withDefault(frame, part, given));
    } else if (ts.isPropertyAssignment(property)) {
      assignTo(frame, property.initializer, takeMember(frame, { value, name: property.name, taken }));
    } else if (ts.isSpreadAssignment(property)) {
      assignTo(frame, property.expression, objectWithout(frame, value, { taken, site: property }));
    }
  }
}
