/**
 * CommonJS: `require`, `module`, `exports` of one file.
 */
import type { FilePath } from "../../base/span.ts";
import { ts } from "../1-parse/syntax.ts";
import { argument } from "./closures.ts";
import type { Frame } from "./frame.ts";
import { pathOf } from "./hosts/foreign/meta.ts";
import { getMember } from "./members.ts";
import type { ModuleRecord } from "./modules.ts";
import type { Call, Native } from "./machine.ts";
import { objectOf } from "./objects.ts";
import { folderOf, resolvePath } from "../../base/file-path.ts";
import { textsOf } from "./texts.ts";
import { type AbstractObject, protosOf } from "./values/object.ts";
import { isRoot } from "./hosts/foreign/roots.ts";
import { isHole, literalOf, type Text } from "./values/text.ts";
import { joinValues, textValue, UNDEFINED, unknownValue, type Value } from "./values/value.ts";

/** Gives the value of a specifier in a file. */
export type Requirer = (frame: Frame, specifier: string) => Value;

/** Declares what every CommonJS file has; the object `module`. */
export function declareCommonJs(frame: Frame, file: FilePath, require: Requirer): AbstractObject {
  const { machine, scope } = frame;
  const exports: Value = [machine.newObject("object", { site: frame.node })];
  const required = requireFunction(frame, require);
  const module = objectOf(
    machine,
    new Map<string, Value>([
      ["exports", exports],
      ["id", textValue(pathOf(file))],
      ["filename", textValue(pathOf(file))],
      ["path", textValue(pathOf(folderOf(file)))],
      ["require", required],
      ["loaded", unknownValue("callee")],
      ["children", unknownValue("callee")],
      ["parent", unknownValue("callee")],
      ["paths", unknownValue("callee")],
    ]),
  );
  const names: Readonly<Record<string, Value>> = {
    module: [module],
    exports,
    require: required,
    __filename: textValue(pathOf(file)),
    __dirname: textValue(pathOf(folderOf(file))),
  };
  for (const [name, value] of Object.entries(names)) {
    machine.declare(scope, name, { value, declaration: undefined });
  }
  return module;
}

/** The function `require` of a file. */
export function requireFunction(frame: Frame, require: Requirer): Value {
  const { machine } = frame;
  const implementation: Native = (call) =>
    joinValues(
      ...textsOf(call.frame, argument(call.args, 0), call.site).map((text) => {
        const specifier = knownSpecifier(text);
        return specifier === undefined ? unknownModule(call) : require(frame, specifier);
      }),
    );
  const [made] = [machine.newObject("native", { essence: { name: "require", implementation } })];
  const resolve = machine.native("require.resolve", () => unknownValue("callee"));
  const members = new Map<string, Value>([
    ["resolve", [resolve]],
    ["main", joinValues(unknownValue("callee"), UNDEFINED)],
    ["cache", unknownValue("callee")],
    ["extensions", unknownValue("callee")],
  ]);
  made.state = { ...made.state, members };
  return [made];
}

/** A specifier that is known: as written, or as the path of a file of the project. */
export function knownSpecifier(text: Text): string | undefined {
  const [root, path = "/"] = text;
  if (!isRoot(root) || root.symbol !== "root" || text.length > 2 || isHole(path)) return literalOf(text);
  return resolvePath("/", path);
}

function unknownModule(call: Call): Value {
  const { frame, site } = call;
  frame.machine.recorder.unknown({
    file: frame.file,
    site,
    reason: "import",
    detail: "the module of this `require` is not known",
    kinds: null,
  });
  return unknownValue("import");
}

/** What a CommonJS module exports. */
export function commonJsExports(record: ModuleRecord): Value {
  return record.commonJs?.state.members.get("exports") ?? UNDEFINED;
}

/** A member of what a CommonJS module exports; its default as other modules see it. */
export function memberOfCommonJs(record: ModuleRecord, name: string): Value {
  const exports = commonJsExports(record);
  const { frame } = record;
  if (frame === undefined) return exports;
  const member = (): Value =>
    getMember(frame, exports, { name, site: frame.node ?? ts.factory.createEmptyStatement() });
  if (name !== "default") return member();
  const transpiled = exports.some((atom) => atom.kind === "object" && atom.state.members.has("__esModule"));
  return transpiled ? joinValues(exports, member()) : exports;
}

/** All names that other modules see of a CommonJS module. */
export function namesOfCommonJs(record: ModuleRecord): readonly string[] {
  const names = commonJsExports(record).flatMap((atom) =>
    atom.kind === "object" ? [...atom.state.members.keys(), ...(atom.state.accessors?.keys() ?? [])] : [],
  );
  if (commonJsExports(record).some((atom) => atom.kind === "object" && protosOf(atom).length > 0)) return ["default"];
  const whole = commonJsExports(record).some((atom) => atom.kind === "object" && atom.type !== "object");
  const inner = names.filter((name) => name !== "default" && name !== "__esModule" && name !== "prototype");
  return [...new Set(whole || names.length === 0 ? ["default", ...inner] : inner)];
}

/** The names of a module's namespace: a CommonJS module always has a default, which is all that it exports. */
export function importableNames({ commonJs }: ModuleRecord, names: readonly string[]): readonly string[] {
  return commonJs === undefined || names.includes("default") ? names : ["default", ...names];
}
