/** Changes what a scope or a value holds, or what a module may use and touch. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { adjust, grantAdjustment, limitAdjustment } from "./adjust.ts";
import type { Evaluation, RemoteObject } from "./cdp.ts";
import { DapError } from "./dap-errors.ts";
import type { Isolate } from "./debuggee.ts";
import { memberPath } from "./expressions.ts";
import type { InspectorError } from "./inspector-client.ts";
import type { Program } from "./program.ts";
import { callBounded, callOn, OBJECT_GROUP, TIMEOUT_MS } from "./properties.ts";
import type { Container } from "./references.ts";
import { CUT_LONG_TEXT, longText } from "./value-text.ts";
import { contextRows, opened, thrownText, variableOf, withHex } from "./variables.ts";

/** Gives what the property holds then: a setter or a typed array may have made something else of the value. */
const SET = `function (name, value) {
  "use strict";
  this[name] = value;
  const set = Reflect.getOwnPropertyDescriptor(this, name);
  return set !== undefined && "value" in set ? set.value : value;
}`;
/** Where an object and its new value are held while an expression sets a private field, which no function of ours can name. */
const HELD = 'globalThis[Symbol.for("ambit:held")]';

/** Answers the request "setVariable". @throws {DapError} `cannotSet` */
export async function setVariable(
  args: DebugProtocol.SetVariableArguments,
  program: Program,
): Promise<DebugProtocol.SetVariableResponse["body"]> {
  const { name } = args;
  const { references } = program;
  const container = await opened(references.container(args.variablesReference));
  if (container.kind === "limits" || container.kind === "permissions")
    return await setInContext(container, args, program);
  const isShown = name.startsWith("[[") || (container.kind === "object" && container.isEntry);
  if ((container.kind !== "scope" && container.kind !== "object") || isShown)
    throw new DapError("cannotSet", { name, reason: "it is shown, not held, here" });
  if (container.kind === "object" && name.startsWith("Symbol("))
    throw new DapError("cannotSet", { name, reason: "its name is a symbol; assign to it in the debug console" });
  const { isolate, frame } = container;
  const value = await newValue(isolate, { frame: frame?.callFrameId, name, text: args.value });
  if (container.kind === "scope") {
    const { scopeNumber } = container;
    const target = {
      scopeNumber,
      variableName: name,
      newValue: argumentOf(value),
      callFrameId: container.frame.callFrameId,
    };
    await isolate.inspector.request("Debugger.setVariableValue", target).catch((error: InspectorError) => {
      const isUnknown = error.reason === "Internal error";
      throw new DapError("cannotSet", { name, reason: isUnknown ? "this scope has no such variable" : error.reason });
    });
  }
  const held = container.kind === "scope" ? value : await setProperty(container, name, value);
  const path = container.kind === "object" ? memberPath(container.path, { name }) : name;
  const { name: _name, evaluateName: _path, ...set } = variableOf(name, held, { isolate, frame, references, path });
  return args.format?.hex === true ? withHex(set) : set;
}

/** "refill" or a quantity in the place of a limit, "grant" beside a permission. @throws {DapError} `cannotSet` */
export async function setInContext(
  container: Extract<Container, { kind: "limits" | "permissions" }>,
  { name, value }: Pick<DebugProtocol.SetVariableArguments, "name" | "value">,
  program: Program,
): Promise<DebugProtocol.SetVariableResponse["body"]> {
  const adjustment = container.kind === "limits" ? limitAdjustment(name, value) : grantAdjustment(name, value);
  if (adjustment === undefined)
    throw new DapError("cannotSet", { name, reason: `write "grant" to allow it in this session` });
  await adjust(container.isolate, adjustment);
  const row = (await contextRows(container, program)).find((each) => each.name === name);
  return { value: row?.value ?? "granted", variablesReference: row?.variablesReference ?? 0 };
}

async function newValue(
  isolate: Isolate,
  { frame, name, text }: { readonly frame: string | undefined; readonly name: string; readonly text: string },
): Promise<RemoteObject> {
  const expression = `(${CUT_LONG_TEXT})((${text}\n))`;
  const shared = { expression, objectGroup: OBJECT_GROUP, generatePreview: true, silent: true, timeout: TIMEOUT_MS };
  const answer = await isolate.evaluate(shared, frame);
  if (answer.exceptionDetails !== undefined) throw new DapError("cannotSet", { name, reason: thrownText(answer) });
  if (longText(answer.result) !== undefined)
    throw new DapError("cannotSet", { name, reason: "the text is too long to be set here; assign it in the console" });
  return answer.result;
}

/** Gives what the property holds then. */
async function setProperty(
  { isolate, objectId }: Extract<Container, { kind: "object" }>,
  name: string,
  value: RemoteObject,
): Promise<RemoteObject> {
  const done = name.startsWith("#")
    ? await setPrivate(isolate, objectId, { name, value })
    : await callBounded(isolate, objectId, { declaration: SET, args: [{ value: name }, argumentOf(value)] });
  if (done.exceptionDetails !== undefined) throw new DapError("cannotSet", { name, reason: thrownText(done) });
  return done.result;
}

async function setPrivate(
  isolate: Isolate,
  objectId: string,
  { name, value }: { readonly name: string; readonly value: RemoteObject },
): Promise<Evaluation> {
  const hold = `function (value) { ${HELD} = { object: this, value }; }`;
  const expression = `${HELD}.object.${name} = ${HELD}.value`;
  const request = { expression, objectGroup: OBJECT_GROUP, generatePreview: true, silent: true, timeout: TIMEOUT_MS };
  // They leave together: another one that is set meanwhile comes before or behind.
  const [, set] = await Promise.all([
    callOn(isolate, objectId, { declaration: hold, args: [argumentOf(value)] }),
    isolate.evaluate(request, undefined),
    callOn(isolate, objectId, { declaration: `function () { delete ${HELD}; }`, args: [] }),
  ]);
  return set;
}

/** A value as an argument of a function of the isolate. */
export function argumentOf(value: RemoteObject): object {
  if (value.objectId !== undefined) return { objectId: value.objectId };
  return value.unserializableValue === undefined
    ? { value: value.value }
    : { unserializableValue: value.unserializableValue };
}
