/**
 * What a name, or a member of something that has a name, stands for in the source: for hover.
 *
 * Read off declarations alone: constants, classes, object literals, annotations of types, imports, what a function returns. Of a
 * value that could be an instance of a class that extends the named one, the members of the named one are taken.
 */
import type { FilePath } from "../base/span.ts";
import type { ParsedFile } from "./1-parse/parsed-module.ts";
import { hasModifier, ts } from "./1-parse/syntax.ts";
import { bare } from "./4-static-check/rule.ts";
import { Scopes } from "./4-static-check/scopes.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** A function, a class, an object literal, a whole file, or an expression that is none of these. */
export interface NamedValue {
  readonly node: ts.Node;
  readonly file: ParsedFile;
  /** Of a class: the value is made by it, not the class itself. */
  readonly isInstance?: boolean;
}

/** More names behind each other are not followed. */
const MOST_STEPS = 30;

/** Answers for one module; what is known of scopes and classes is kept. */
export class NamedValues {
  readonly #parsed: PreparedModule["parsed"];
  readonly #scopes = new Map<FilePath, Scopes>();
  readonly #members = new Map<ts.Node, Members>();
  #steps = 0;

  constructor({ parsed }: PreparedModule) {
    this.#parsed = parsed;
  }

  /** What an expression is; undefined when that cannot be read off. */
  valueOf(expression: ts.Expression, file: ParsedFile): NamedValue | undefined {
    this.#steps = 0;
    return this.#valueOf(expression, file);
  }

  /** The declaration of a name as seen from where it stands: its statement or its part of one, in the file that it is imported from. */
  declarationOf(name: ts.Identifier, file: ParsedFile): NamedValue | undefined {
    this.#steps = 0;
    return this.#declarationOf(name, file);
  }

  #valueOf(expression: ts.Expression, file: ParsedFile): NamedValue | undefined {
    if (this.#steps++ > MOST_STEPS) return undefined;
    const node = bare(expression);
    if (node.kind === ts.SyntaxKind.ThisKeyword) return ownerOf(node, file);
    if (node.kind === ts.SyntaxKind.SuperKeyword) return this.#baseOf(ownerOf(node, file));
    if (ts.isIdentifier(node)) return this.#declared(this.#declarationOf(node, file));
    if (ts.isPropertyAccessExpression(node))
      return this.#memberOf(this.#valueOf(node.expression, file), node.name.text);
    if (ts.isNewExpression(node)) return asInstance(this.#valueOf(node.expression, file));
    if (ts.isCallExpression(node)) return this.#returned(this.#valueOf(node.expression, file));
    return { node, file };
  }

  /** The value of a declaration. */
  #declared(found: NamedValue | undefined): NamedValue | undefined {
    if (found === undefined || this.#steps++ > MOST_STEPS) return undefined;
    const { file, node } = found;
    if (ts.isBindingElement(node)) return this.#taken(node, file);
    if (!ts.isVariableDeclaration(node) && !ts.isParameter(node) && !ts.isPropertyDeclaration(node)) return found;
    const typed = this.#ofType(node.type, file);
    return typed ?? (node.initializer && this.#valueOf(node.initializer, file));
  }

  /** What a pattern takes from the value of its declaration. */
  #taken({ dotDotDotToken, name, parent, propertyName }: ts.BindingElement, file: ParsedFile): NamedValue | undefined {
    const key = propertyName ?? name;
    if (dotDotDotToken !== undefined || !ts.isObjectBindingPattern(parent) || !ts.isIdentifier(key)) return undefined;
    return this.#memberOf(this.#declared({ node: parent.parent, file }), key.text);
  }

  /** An instance of the class that a type names. */
  #ofType(type: ts.TypeNode | undefined, file: ParsedFile): NamedValue | undefined {
    if (type === undefined || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return undefined;
    return asInstance(this.#declarationOf(type.typeName, file));
  }

  #memberOf(owner: NamedValue | undefined, name: string): NamedValue | undefined {
    if (owner === undefined || this.#steps++ > MOST_STEPS) return undefined;
    const { file, node } = owner;
    if (ts.isSourceFile(node)) return this.#declared(this.#exported(file, name));
    if (ts.isObjectLiteralExpression(node)) {
      const property = node.properties.findLast((each) => each.name !== undefined && nameOf(each.name) === name);
      if (property === undefined) return undefined;
      if (ts.isPropertyAssignment(property)) return this.#valueOf(property.initializer, file);
      if (ts.isShorthandPropertyAssignment(property)) return this.#declared(this.#declarationOf(property.name, file));
      return { node: property, file };
    }
    return ts.isClassLike(node) ? this.#memberOfClass({ ...owner, node }, name) : undefined;
  }

  #memberOfClass(owner: NamedValue & { readonly node: ts.ClassLikeDeclaration }, name: string): NamedValue | undefined {
    const { file, isInstance = false, node } = owner;
    let members = this.#members.get(node);
    if (members === undefined) this.#members.set(node, (members = membersOf(node)));
    const member = members[isInstance ? "own" : "static"].get(name);
    if (member !== undefined) return this.#declared({ node: member, file });
    return this.#memberOf(this.#baseOf(owner), name);
  }

  /** What a class extends; of an instance, an instance of that. */
  #baseOf(owner: NamedValue | undefined): NamedValue | undefined {
    if (owner === undefined || !ts.isClassLike(owner.node)) return undefined;
    const clause = owner.node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
    const [base] = clause?.types ?? [];
    const above = base && this.#valueOf(base.expression, owner.file);
    return owner.isInstance === true ? asInstance(above) : above;
  }

  /** What a call of a function gives, where it is written in one place. */
  #returned(called: NamedValue | undefined): NamedValue | undefined {
    if (called === undefined || !ts.isFunctionLike(called.node)) return undefined;
    const { file, node } = called;
    const typed = this.#ofType(node.type, file);
    const body = "body" in node ? (node.body as ts.ConciseBody | undefined) : undefined;
    if (typed !== undefined || body === undefined) return typed;
    if (!ts.isBlock(body)) return this.#valueOf(body, file);
    const [last, ...others] = body.statements.filter(ts.isReturnStatement);
    return last?.expression === undefined || others.length > 0 ? undefined : this.#valueOf(last.expression, file);
  }

  #declarationOf(name: ts.Identifier, file: ParsedFile): NamedValue | undefined {
    const scopes = this.#scopesOf(file);
    const scope = scopes.scopeOf(name.text, name);
    if (scope === undefined) return undefined;
    if (!ts.isSourceFile(scope)) {
      const node = declaredIn(scope, name.text);
      return node && { node, file };
    }
    const binding = file.bindings.names.get(name.text);
    if (binding === undefined) return this.#typeImport(name.text, file);
    if (binding.kind === "import") return this.#imported(file, binding.specifier, binding.imported);
    const isPattern = ts.isVariableDeclaration(binding.node) && !ts.isIdentifier(binding.node.name);
    const node = isPattern ? elementOf(binding.node.name, name.text) : binding.node;
    return node && { node, file };
  }

  /** A name that only types mention: `import type { Store }`. */
  #typeImport(name: string, file: ParsedFile): NamedValue | undefined {
    for (const statement of file.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const { text: specifier } = statement.moduleSpecifier;
      const named = statement.importClause?.namedBindings;
      if (statement.importClause?.name?.text === name) return this.#imported(file, specifier, "default");
      if (named === undefined || !ts.isNamedImports(named)) continue;
      const element = named.elements.find((each) => each.name.text === name);
      if (element !== undefined) return this.#imported(file, specifier, (element.propertyName ?? element.name).text);
    }
    return undefined;
  }

  #imported(from: ParsedFile, specifier: string, name: string): NamedValue | undefined {
    const imports = this.#parsed.imports.get(from.path) ?? [];
    const target = imports.find((each) => each.specifier === specifier)?.target;
    const file = target === undefined ? undefined : this.#parsed.files.get(target);
    if (file === undefined) return undefined;
    return name === "*" ? { node: file.syntax, file } : this.#exported(file, name);
  }

  #exported(file: ParsedFile, name: string): NamedValue | undefined {
    if (this.#steps++ > MOST_STEPS) return undefined;
    const exported = file.bindings.exports.get(name);
    switch (exported?.kind) {
      case undefined:
        for (const specifier of file.bindings.stars) {
          const found = this.#imported(file, specifier, name);
          if (found !== undefined) return found;
        }
        return undefined;
      case "from":
        return this.#imported(file, exported.specifier, exported.name);
      case "expression":
        return ts.isIdentifier(exported.node)
          ? this.#declarationOf(exported.node, file)
          : { node: bare(exported.node), file };
      case "local": {
        const local = file.bindings.names.get(exported.name);
        if (local?.kind === "import") return this.#imported(file, local.specifier, local.imported);
        return { node: local?.node ?? exported.node, file };
      }
      default:
        return exported satisfies never;
    }
  }

  #scopesOf({ path, syntax }: ParsedFile): Scopes {
    let scopes = this.#scopes.get(path);
    if (scopes === undefined) this.#scopes.set(path, (scopes = new Scopes(syntax)));
    return scopes;
  }
}

/** The class or the object literal whose member a node stands in, as `this` is there. */
export function ownerOf(node: ts.Node, file: ParsedFile): NamedValue | undefined {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (ts.isClassLike(parent) && ts.isClassElement(at))
      return { node: parent, file, isInstance: !hasModifier(at, ts.SyntaxKind.StaticKeyword) };
    if (!ts.isFunctionLike(at) || ts.isArrowFunction(at)) continue;
    if (ts.isObjectLiteralExpression(parent)) return { node: parent, file };
    const isMember = ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
    if (!isMember) return undefined;
    if (ts.isPropertyAssignment(parent)) return { node: parent.parent, file };
  }
  return undefined;
}

function asInstance(of: NamedValue | undefined): NamedValue | undefined {
  return of !== undefined && ts.isClassLike(of.node) ? { ...of, isInstance: true } : undefined;
}

/** What a class declares, by name; the first of two counts, and none without a body. */
type Members = Readonly<Record<"own" | "static", ReadonlyMap<string, ts.Node>>>;

function membersOf({ members }: ts.ClassLikeDeclaration): Members {
  const found = { own: new Map<string, ts.Node>(), static: new Map<string, ts.Node>() };
  for (const member of members) {
    const declared = ts.isConstructorDeclaration(member) ? member.parameters.filter(isField) : [member];
    for (const each of declared) {
      const name = each.name && nameOf(each.name);
      if (name === undefined || ("body" in each && each.body === undefined)) continue;
      const named = found[hasModifier(each, ts.SyntaxKind.StaticKeyword) ? "static" : "own"];
      if (!named.has(name)) named.set(name, each);
    }
  }
  return found;
}

/** A parameter of a constructor that is a field as well. */
function isField(parameter: ts.ParameterDeclaration): boolean {
  return (parameter.modifiers?.length ?? 0) > 0;
}

function nameOf(name: ts.PropertyName | ts.BindingName): string | undefined {
  const isPlain = ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteral(name);
  return isPlain ? name.text : undefined;
}

/** The declaration of a name in a scope inside of a file. */
function declaredIn(scope: ts.Node, name: string): ts.Node | undefined {
  if (ts.isClassLike(scope)) return scope;
  if (ts.isFunctionLike(scope)) {
    const parameter = found(scope.parameters.filter(ts.isParameter), name);
    return parameter ?? (scope.name !== undefined && nameOf(scope.name) === name ? scope : undefined);
  }
  if (!ts.isBlock(scope) && !ts.isModuleBlock(scope)) return undefined;
  for (const statement of scope.statements) {
    if (ts.isVariableStatement(statement)) {
      const declared = found(statement.declarationList.declarations, name);
      if (declared !== undefined) return declared;
    } else if (
      (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) &&
      statement.name?.text === name
    )
      return statement;
  }
  return undefined;
}

function found(
  declarations: readonly (ts.VariableDeclaration | ts.ParameterDeclaration)[],
  name: string,
): ts.Node | undefined {
  for (const each of declarations) {
    if (ts.isIdentifier(each.name)) {
      if (each.name.text === name) return each;
    } else {
      const element = elementOf(each.name, name);
      if (element !== undefined) return element;
    }
  }
  return undefined;
}

function elementOf(pattern: ts.BindingName, name: string): ts.BindingElement | undefined {
  if (ts.isIdentifier(pattern)) return undefined;
  for (const element of pattern.elements) {
    if (!ts.isBindingElement(element)) continue;
    if (ts.isIdentifier(element.name) && element.name.text === name) return element;
    const inner = elementOf(element.name, name);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
