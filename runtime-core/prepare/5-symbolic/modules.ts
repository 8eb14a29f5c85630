/**
 * Modules: evaluated once, imports first; their exports are looked up when they are read.
 */
import type { FilePath } from "../../base/span.ts";
import { hasModifier, ts } from "../1-parse/syntax.ts";
import { declareNames, declareVars, executeAll } from "./blocks.ts";
import { promiseOf } from "./objects.ts";
import { type Frame, Target } from "./frame.ts";
import { HOST_FOLDER, isCommonJs } from "../1-parse/foreign-program.ts";
import {
  commonJsExports,
  declareCommonJs,
  importableNames,
  knownSpecifier,
  memberOfCommonJs,
  namesOfCommonJs,
  requireFunction,
} from "./commonjs.ts";
import { recordImport } from "./hosts/foreign/imports.ts";
import { loadHostProgram } from "./hosts/foreign/place.ts";
import { hostModule } from "./hosts/host-values.ts";
import type { Machine, NativeEssence } from "./machine.ts";
import { exportKey } from "./trace.ts";
import { getMember } from "./members.ts";
import { boundNames, Cell } from "./scope.ts";
import { textsOf } from "./texts.ts";
import { AbstractObject, type Accessor, EMPTY_CONTENT, withMember } from "./values/object.ts";
import { NEVER, TRUE, UNDEFINED, unknownValue, type Value } from "./values/value.ts";

type Binding = () => Cell | Value;

/** A module of the run. */
export interface ModuleRecord {
  readonly path: FilePath;
  readonly exports: Map<string, Binding>;
  /** What the names that it imports stand for. */
  readonly imports: Map<string, string>;
  /** What `export *` passes on. */
  readonly stars: string[];
  /** Exports that are being looked up: one that leads to itself is nothing. */
  readonly asked: Set<string>;
  frame: Frame | undefined;
  /** The object `module` of a CommonJS file. */
  commonJs?: AbstractObject | undefined;
  /** Whether it has run: false again when the run went back to before that. */
  readonly ran: Cell;
  running: boolean;
}

/** Evaluates a module and what it imports, once; undefined for a file that is not there. */
export function loadModule(machine: Machine, path: FilePath): ModuleRecord | undefined {
  const known = machine.modules.get(path);
  if (known !== undefined && !isTakenBack(known)) return known;
  const source = machine.input.files.get(path);
  if (source === undefined) return undefined;
  const record = newRecord(path, new Cell("ran", machine.journal.born()));
  machine.modules.set(path, record);
  const scope = machine.newScope(undefined, source);
  const returns = new Target(machine);
  const throws = machine.recorder.phaseEnd ?? returns;
  const frame = machine.newFrame({
    file: path,
    scope,
    returns,
    throws,
    ownSelf: UNDEFINED,
    node: source,
  });
  record.frame = frame;
  if (machine.profile.foreign !== undefined || machine.input.commonJs?.has(path) === true)
    prepareCommonJs(frame, source, record);
  if (path.endsWith(".json")) return loadJson(frame, source, record);
  declareVars(frame, source);
  declareNames(frame, source.statements);
  for (const statement of source.statements) bindStatement(frame, statement, record);
  machine.trace?.binds(path, record);
  for (const statement of source.statements) loadImported(frame, statement);
  executeAll(frame, source.statements);
  record.running = false;
  machine.journal.write(record.ran, TRUE);
  return record;
}

function newRecord(path: FilePath, ran: Cell): ModuleRecord {
  const names = { exports: new Map(), imports: new Map(), stars: [], asked: new Set<string>() };
  return { path, ...names, frame: undefined, ran, running: true };
}

/** A module that ran in a branch that was given up runs again when it is asked for. */
function isTakenBack(record: ModuleRecord): boolean {
  const { frame, ran, running } = record;
  return !running && ran.state === undefined && frame?.machine.dead === false;
}

function prepareCommonJs(frame: Frame, source: ts.SourceFile, record: ModuleRecord): void {
  if (frame.machine.input.commonJs?.has(record.path) !== true && !isCommonJs(source)) return;
  record.commonJs = declareCommonJs(frame, record.path, requireModule);
  const cell = frame.self;
  if (cell !== undefined) cell.state = record.commonJs.state.members.get("exports");
}

/** The value of `require(specifier)`. */
export function requireModule(frame: Frame, specifier: string): Value {
  const { machine } = frame;
  const target = targetOf(frame, specifier);
  const host = hostModuleOf(frame, target ?? specifier);
  if (host !== undefined) return host;
  const record = target === undefined ? undefined : loadLater(machine, target);
  if (record === undefined) {
    frame.mayThrow();
    return unknownValue("import");
  }
  if (record.commonJs !== undefined) return commonJsExports(record);
  if (target?.startsWith(HOST_FOLDER) === true || target?.endsWith(".json") === true) {
    const value = exportValue(record, "default");
    if (value.length > 0) return value;
  }
  return [namespaceObject(machine, record)];
}

/** `createRequire(import.meta.url)`: specifiers mean what they mean in the file that calls. */
function addCreateRequire(frame: Frame, object: AbstractObject): void {
  const native = frame.machine.native("createRequire", (call) => requireFunction(call.frame, requireModule));
  object.state = withMember(object.state, "createRequire", [native]);
}

/** The value of a module of the host; undefined when it has none of this name. */
function hostModuleOf(frame: Frame, specifier: string): Value | undefined {
  const { machine } = frame;
  const { foreign } = machine.profile;
  if (foreign?.pure.has(specifier) === true) return unknownValue("callee");
  const object = hostModule(machine, specifier);
  if (object === undefined) return undefined;
  if (specifier === "node:module" && !object.state.members.has("createRequire")) addCreateRequire(frame, object);
  return [object];
}

function loadJson(frame: Frame, source: ts.SourceFile, record: ModuleRecord): ModuleRecord {
  const { journal } = frame.machine;
  const [statement] = source.statements;
  const cell = frame.machine.declare(frame.scope, "default", { declaration: statement });
  const isValue = statement !== undefined && ts.isExpressionStatement(statement);
  journal.write(cell, isValue ? frame.evaluate(statement.expression) : unknownValue("import"));
  record.exports.set("default", () => cell);
  return record;
}

/** Declares what an import or export statement binds. */
function bindStatement(frame: Frame, statement: ts.Statement, record: ModuleRecord): void {
  if (ts.isImportEqualsDeclaration(statement)) return bindImportEquals(frame, statement, record);
  if (ts.isImportDeclaration(statement)) return bindImport(frame, statement, record);
  if (ts.isExportDeclaration(statement)) return bindExport(frame, statement, record);
  if (ts.isExportAssignment(statement)) {
    const cell = frame.machine.declare(frame.scope, "default", { declaration: statement });
    record.exports.set("default", () => cell);
    return;
  }
  if (!hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return;
  const isDefault = hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
  for (const name of declaredNames(statement)) {
    record.exports.set(isDefault ? "default" : name, () => localBinding(frame, name));
  }
}

function declaredNames(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    const names: string[] = [];
    for (const { name } of statement.declarationList.declarations)
      boundNames(name, ({ text }) => void names.push(text));
    return names;
  }
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return [statement.name?.text ?? "default"];
  if (ts.isEnumDeclaration(statement)) return [statement.name.text];
  return ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name) ? [statement.name.text] : [];
}

function localBinding({ machine, scope }: Frame, name: string): Cell | Value {
  machine.trace?.looksUp(name);
  const found = scope.find(name);
  if (typeof found === "function") return found();
  return found ?? unknownValue("import");
}

function specifierOf(node: ts.ImportDeclaration | ts.ExportDeclaration): string | undefined {
  return node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)
    ? node.moduleSpecifier.text
    : undefined;
}

function bindImport(frame: Frame, node: ts.ImportDeclaration, record: ModuleRecord): void {
  const clause = node.importClause;
  const specifier = specifierOf(node);
  if (clause === undefined || specifier === undefined || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
  const bind = (as: ts.Identifier, name: string): void =>
    bindName(frame, record, { as, of: `${name} of ${specifier}`, read: () => importedBinding(frame, specifier, name) });
  if (clause.name !== undefined) bind(clause.name, "default");
  const bindings = clause.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) {
    const read = (): Value => namespaceOf(frame, specifier);
    bindName(frame, record, { as: bindings.name, of: `all of ${specifier}`, read });
  } else
    for (const { isTypeOnly, name, propertyName } of bindings.elements)
      if (!isTypeOnly) bind(name, (propertyName ?? name).text);
}

/** Binds what is imported, unless the file declares the name itself. */
function bindName(
  { scope: { cells } }: Frame,
  { imports }: ModuleRecord,
  { as: { text }, of, read }: { readonly as: ts.Identifier; readonly of: string; readonly read: Binding },
): void {
  if (cells.get(text) instanceof Cell) return;
  cells.set(text, read);
  imports.set(text, of);
}

/** `import name = require("specifier")` */
function bindImportEquals(frame: Frame, node: ts.ImportEqualsDeclaration, record: ModuleRecord): void {
  const { moduleReference } = node;
  if (!ts.isExternalModuleReference(moduleReference) || !ts.isStringLiteral(moduleReference.expression)) return;
  const specifier = moduleReference.expression.text;
  bindName(frame, record, { as: node.name, of: `require ${specifier}`, read: () => requireModule(frame, specifier) });
}

function bindExport(frame: Frame, node: ts.ExportDeclaration, record: ModuleRecord): void {
  const specifier = specifierOf(node);
  const clause = node.exportClause;
  if (node.isTypeOnly) return;
  if (clause === undefined) {
    if (specifier !== undefined) record.stars.push(specifier);
    return;
  }
  if (ts.isNamespaceExport(clause)) {
    if (specifier !== undefined) record.exports.set(clause.name.text, () => namespaceOf(frame, specifier));
    return;
  }
  for (const element of clause.elements) {
    const name = (element.propertyName ?? element.name).text;
    const binding =
      specifier === undefined ? () => localBinding(frame, name) : () => importedBinding(frame, specifier, name);
    record.exports.set(element.name.text, binding);
  }
}

function targetOf(frame: Frame, specifier: string): string | undefined {
  return frame.machine.input.imports.get(frame.file)?.get(specifier);
}

function importedBinding(frame: Frame, specifier: string, name: string): Cell | Value {
  const target = targetOf(frame, specifier);
  const host = hostModuleOf(frame, target ?? specifier);
  if (host !== undefined) {
    if (name === "default" && frame.machine.profile.foreign !== undefined) return host;
    return getMember(frame, host, { name, site: frame.node ?? NO_NODE });
  }
  const record = target === undefined ? undefined : frame.machine.modules.get(target);
  // What a program of the host leaves out only computes.
  const missing = unknownValue(target?.startsWith(HOST_FOLDER) === true ? "callee" : "import");
  return (record === undefined ? undefined : exportedBinding(record, name, new Set())) ?? missing;
}

const NO_NODE = ts.factory.createEmptyStatement();

function exportedBinding(record: ModuleRecord, name: string, seen: Set<ModuleRecord>): Cell | Value | undefined {
  record.frame?.machine.trace?.looksUp(exportKey(record.path, name));
  const own = record.exports.get(name);
  if (own !== undefined) return ownBinding(record, { name, own });
  if (record.commonJs !== undefined) return memberOfCommonJs(record, name);
  if (seen.has(record) || record.frame === undefined || name === "default") return undefined;
  seen.add(record);
  for (const passed of passedOn(record, record.frame)) {
    const found = isRecord(passed) ? exportedBinding(passed, name, seen) : memberPassedOn(record.frame, passed, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ownBinding({ asked }: ModuleRecord, { name, own }: { name: string; own: Binding }): Cell | Value | undefined {
  if (asked.has(name)) return undefined;
  asked.add(name);
  try {
    return own();
  } finally {
    asked.delete(name);
  }
}

/** What `export *` passes the exports of on: modules of the program, and values of the host. */
function passedOn(record: ModuleRecord, frame: Frame): readonly (ModuleRecord | Value)[] {
  return record.stars.flatMap((specifier): readonly (ModuleRecord | Value)[] => {
    const target = targetOf(frame, specifier);
    const host = hostModuleOf(frame, target ?? specifier);
    if (host !== undefined) return [host];
    if (target === undefined) return [unknownValue("import")];
    const other = frame.machine.modules.get(target);
    return other === undefined ? [] : [other];
  });
}

function isRecord(passed: ModuleRecord | Value): passed is ModuleRecord {
  return "exports" in passed;
}

/** A member of a module of the host; undefined when it has none of this name. */
function memberPassedOn(frame: Frame, host: Value, name: string): Value | undefined {
  const [only] = host;
  if (only?.kind === "object" && !only.state.members.has(name)) return undefined;
  return getMember(frame, host, { name, site: frame.node ?? NO_NODE });
}

/** All names that a module exports. */
export function exportNames(record: ModuleRecord, seen: Set<ModuleRecord> = new Set()): readonly string[] {
  if (seen.has(record) || record.frame === undefined) return [];
  seen.add(record);
  const { frame } = record;
  frame.machine.trace?.looksUp(exportKey(record.path, "*"));
  if (record.commonJs !== undefined) return namesOfCommonJs(record);
  const passed = passedOn(record, frame).flatMap((other) =>
    isRecord(other)
      ? exportNames(other, seen)
      : other.flatMap((atom) => (atom.kind === "object" ? [...atom.state.members.keys()] : [])),
  );
  return [...new Set([...record.exports.keys(), ...passed.filter((name) => name !== "default")])];
}

/** The value of an export. */
export function exportValue(record: ModuleRecord, name: string): Value {
  const binding = exportedBinding(record, name, new Set());
  return binding instanceof Cell ? (binding.state ?? NEVER) : (binding ?? NEVER);
}

function namespaceOf(frame: Frame, specifier: string): Value {
  const target = targetOf(frame, specifier);
  const host = hostModuleOf(frame, target ?? specifier);
  if (host !== undefined) return asNamespace(frame, host);
  const record = target === undefined ? undefined : frame.machine.modules.get(target);
  return record === undefined ? unknownValue("import") : [namespaceObject(frame.machine, record)];
}

/** A host module as a namespace has the members that it has as an object. */
function asNamespace({ machine }: Frame, host: Value): Value {
  for (const atom of host) if (atom.kind === "object") machine.hostNamespaces.add(atom);
  return host;
}

/** The object of `import * as name`: each member is read when it is asked for. */
function namespaceObject(machine: Machine, record: ModuleRecord): AbstractObject {
  const names = importableNames(record, exportNames(record));
  const rest = passesUnknown(record) ? unknownValue("import") : undefined;
  return machine.namespace(`${record.path} ${names.join(" ")}${rest === undefined ? "" : " *"}`, () => {
    const accessors = new Map<string, Accessor>();
    for (const name of names) {
      const read = (): Value => exportValue(machine.modules.get(record.path) ?? record, name);
      const essence: NativeEssence = { name: `export ${record.path} ${name}`, implementation: read };
      accessors.set(name, { get: [new AbstractObject("native", 0, { essence })] });
    }
    return { ...EMPTY_CONTENT, accessors, rest };
  });
}

/** Whether a module passes on exports that are not known. */
function passesUnknown(record: ModuleRecord, seen: Set<ModuleRecord> = new Set()): boolean {
  if (seen.has(record) || record.frame === undefined) return false;
  seen.add(record);
  return passedOn(record, record.frame).some((other) =>
    isRecord(other) ? passesUnknown(other, seen) : other.some(({ kind }) => kind === "unknown"),
  );
}

function loadImported(frame: Frame, statement: ts.Statement): void {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return;
  if (ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
  if (ts.isExportDeclaration(statement) && statement.isTypeOnly) return;
  const specifier = specifierOf(statement);
  const target = specifier === undefined ? undefined : targetOf(frame, specifier);
  if (target?.startsWith("/") !== true) return;
  const load = (): void => void frame.machine.operations.loadModule(target);
  if (target.startsWith(HOST_FOLDER)) loadHostProgram({ frame, site: statement }, load);
  else load();
}

/** `import(specifier)` */
export function evaluateImport(frame: Frame, node: ts.CallExpression): Value {
  const { machine } = frame;
  const [argument] = node.arguments;
  const value = argument === undefined ? UNDEFINED : frame.evaluate(argument);
  if (machine.dead) return NEVER;
  recordImport(frame, node, value);
  const [text] = value.length === 1 ? textsOf(frame, value, node) : [];
  const specifier = text === undefined ? undefined : knownSpecifier(text);
  const target = specifier === undefined ? undefined : targetOf(frame, specifier);
  const host = specifier === undefined ? undefined : hostModuleOf(frame, target ?? specifier);
  if (host !== undefined) return promiseOf(machine, asNamespace(frame, host));

  const record = target === undefined ? undefined : loadLater(machine, target);
  if (record !== undefined) return promiseOf(machine, [namespaceObject(machine, record)]);
  machine.recorder.unknown({
    file: frame.file,
    site: node,
    reason: "import",
    detail: specifier === undefined ? "the module of this import is not known" : `"${specifier}" cannot be resolved`,
    kinds: null,
  });
  return promiseOf(machine, unknownValue("import"));
}

/** A module that is imported while the run goes on: its effects are those of loading. */
function loadLater(machine: Machine, target: FilePath): ModuleRecord | undefined {
  const { phase } = machine.recorder;
  const known = machine.modules.get(target);
  const isAgain = known !== undefined && isTakenBack(known);
  if (known === undefined || isAgain) machine.trace?.unstable();
  // What loading does is counted already.
  const late = isAgain && machine.profile.foreign === undefined ? 1 : 0;
  machine.recorder.phase = "init";
  machine.recorder.late += late;
  try {
    return machine.operations.loadModule(target);
  } finally {
    machine.recorder.phase = phase;
    machine.recorder.late -= late;
  }
}
