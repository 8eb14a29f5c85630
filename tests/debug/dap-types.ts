/**
 * Whether a message has the form that the Debug Adapter Protocol gives it, by the declarations of `@vscode/debugprotocol`: every field that has to
 * be there is, each of its type, and there is no other.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import ts from "typescript";

const DECLARATIONS = path.join(
  path.dirname(createRequire(import.meta.url).resolve("@vscode/debugprotocol/package.json")),
  "lib/debugProtocol.d.ts",
);

interface Field {
  readonly type: ts.TypeNode;
  readonly optional: boolean;
}

/** The fields of an object, and the type of others, where there may be any. */
interface Shape {
  readonly fields: ReadonlyMap<string, Field>;
  readonly others: ts.TypeNode | undefined;
}

/** The types of the protocol. */
export class DapTypes {
  readonly #interfaces = new Map<string, ts.InterfaceDeclaration>();
  readonly #aliases = new Map<string, ts.TypeNode>();
  readonly #shapes = new Map<string, Shape>();

  constructor() {
    const text = readFileSync(DECLARATIONS, "utf8");
    const visit = (node: ts.Node): void => {
      if (ts.isInterfaceDeclaration(node)) this.#interfaces.set(node.name.text, node);
      if (ts.isTypeAliasDeclaration(node)) this.#aliases.set(node.name.text, node.type);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(DECLARATIONS, text, ts.ScriptTarget.Latest, true));
  }

  /** What is wrong with a message of the adapter; nothing is said of events and answers beyond the protocol. */
  faults(message: object): readonly string[] {
    const type = typeOf(message as Readonly<Record<string, unknown>>);
    if (type === undefined) return [];
    return this.#interfaces.has(type) ? this.#faultsIn(message, this.#shapeOf(type), type) : [`there is no ${type}`];
  }

  #faultsIn(value: unknown, { fields, others }: Shape, at: string): readonly string[] {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no object`];
    const given = value as Readonly<Record<string, unknown>>;
    const missing = [...fields].filter(([name, { optional }]) => !optional && given[name] === undefined);
    const wrong = Object.entries(given).flatMap(([name, each]) => {
      const type = fields.get(name)?.type ?? others;
      return type === undefined ? [`${at}.${name} is not known`] : this.#faultsOf(each, type, `${at}.${name}`);
    });
    return [...missing.map(([name]) => `${at}.${name} is missing`), ...wrong];
  }

  #faultsOf(value: unknown, type: ts.TypeNode, at: string): readonly string[] {
    if (ts.isParenthesizedTypeNode(type)) return this.#faultsOf(value, type.type, at);
    if (ts.isUnionTypeNode(type)) {
      const all = type.types.map((each) => this.#faultsOf(value, each, at));
      return all.find((faults) => faults.length === 0) ?? all[0] ?? [];
    }
    if (ts.isArrayTypeNode(type)) {
      if (!Array.isArray(value)) return [`${at} is no array`];
      return value.flatMap((each, index) => this.#faultsOf(each, type.elementType, `${at}[${index}]`));
    }
    if (ts.isTypeLiteralNode(type)) return this.#faultsIn(value, shapeOf(type.members), at);
    if (ts.isTypeReferenceNode(type)) {
      const name = type.typeName.getText();
      const alias = this.#aliases.get(name);
      return alias === undefined ? this.#faultsIn(value, this.#shapeOf(name), at) : this.#faultsOf(value, alias, at);
    }
    const expected = type.getText();
    const fits = ts.isLiteralTypeNode(type)
      ? JSON.stringify(value) === expected.replaceAll("'", '"')
      : expected === "any" || typeof value === expected;
    return fits ? [] : [`${at} is ${JSON.stringify(value)}, not ${expected}`];
  }

  #shapeOf(name: string): Shape {
    const known = this.#shapes.get(name);
    if (known !== undefined) return known;
    const declared = this.#interfaces.get(name);
    if (declared === undefined) throw new Error(`There is no type ${name}`);
    const bases = (declared.heritageClauses ?? []).flatMap(({ types }) => types.map((each) => each.getText()));
    const own = shapeOf(declared.members);
    const fields = new Map([...bases.flatMap((base) => [...this.#shapeOf(base).fields]), ...own.fields]);
    const shape = { fields, others: own.others };
    this.#shapes.set(name, shape);
    return shape;
  }
}

function shapeOf(members: ts.NodeArray<ts.TypeElement>): Shape {
  const properties = members.filter(ts.isPropertySignature).flatMap(({ name, type, questionToken }) => {
    if (type === undefined) return [];
    const field = { type, optional: questionToken !== undefined };
    return [[ts.isStringLiteral(name) ? name.text : name.getText(), field] as const];
  });
  return { fields: new Map(properties), others: members.find(ts.isIndexSignatureDeclaration)?.type };
}

function typeOf({ type, event, command, success }: Readonly<Record<string, unknown>>): string | undefined {
  if (type === "response" && success === false) return "ErrorResponse";
  const name = String(type === "event" ? event : command);
  if (name.startsWith("ambit/")) return undefined;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${type === "event" ? "Event" : "Response"}`;
}
