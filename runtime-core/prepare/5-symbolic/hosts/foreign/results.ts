/** What functions and members of another host give. */
import type { ResultModel } from "../../../../capabilities/profiles/profile.ts";
import { argument } from "../../closures.ts";
import type { Call, Machine } from "../../machine.ts";
import { arrayOf, objectOf } from "../../objects.ts";
import { textsOf } from "../../texts.ts";
import { ANY_CHARS, SLASH } from "../../values/chars.ts";
import { concat, hole, literalOf, type Text } from "../../values/text.ts";
import { memberStore } from "../../values/unknown.ts";
import {
  BOOLEAN,
  booleanValue,
  joinValues,
  NEVER,
  numberValue,
  stringValue,
  textValue,
  truthOf,
  unknownValue,
  type Value,
} from "../../values/value.ts";
import { bindingResult } from "./binding-methods.ts";
import { ENVIRONMENT } from "./environment-value.ts";
import { isOptions, optionOf } from "./options.ts";
import { patternsOf } from "./globs.ts";
import { freshText } from "./resources.ts";
import { rootText } from "./roots.ts";
import { workingFolder } from "./working-folder.ts";

/** The name of an entry of a folder, and the path from a folder to something below it. */
const ENTRY_NAME = hole("file-content", { chars: ANY_CHARS & ~SLASH, dotless: true });
const BELOW = hole("file-content", { deep: true, dotless: true });

/** The value of a result that does not depend on a call; undefined for the others. */
export function memberResult(machine: Machine, result: ResultModel): Value | undefined {
  switch (result.kind) {
    case "content":
      return memberStore(machine, unknownValue(result.reason));
    case "boolean":
      return BOOLEAN;
    case "environment-object":
      return ENVIRONMENT;
    case "root":
      if (result.root === "cwd") return workingFolder(machine);
      return textValue(
        result.below === "fresh" ? freshText(concat(rootText(result.root), ["/"])) : rootText(result.root),
      );
    case "constant":
      return typeof result.value === "string"
        ? stringValue(result.value)
        : typeof result.value === "number"
          ? numberValue(result.value)
          : booleanValue(result.value);
    case "texts":
      return [arrayOf(machine, result.texts.map(stringValue))];
    default:
      return undefined;
  }
}

/** The value of a call for the results that only other hosts have. */
export function foreignResult(call: Call, result: ResultModel): Value {
  switch (result.kind) {
    case "fresh":
      return freshOf(call, result);
    case "real-path":
      return joinValues(...textsAt(call, 0).map((text) => textValue(text)), unknownValue("file-content"));
    case "temporary":
      return temporaryOf(call);
    case "listed":
      return [arrayOf(call.frame.machine, [], { more: listedEntry(call.frame.machine) })];
    case "names":
      return namesOf(call, result);
    case "matches":
      return matchesOf(call);
    case "module":
      return joinValues(
        ...textsAt(call, 0).map((text) => {
          const specifier = literalOf(text);
          return specifier === undefined
            ? unknownValue("import")
            : call.frame.machine.operations.requireModule(call.frame, specifier);
        }),
      );
    case "never":
      return NEVER;
    case "binding":
      return bindingResult(call.frame.machine, result);
    default:
      return memberResult(call.frame.machine, result) ?? unknownValue("model");
  }
}

/** `mkdtemp(prefix)`, and `mkdtempDisposable(prefix)`, which gives an object. */
function freshOf(call: Call, { argument: index, member }: Extract<ResultModel, { readonly kind: "fresh" }>): Value {
  const path = joinValues(...textsAt(call, index).map((text) => textValue(freshText(text))));
  if (member === undefined) return path;
  return [objectOf(call.frame.machine, new Map([[member, path]]))];
}

/** `makeTempFile({ dir, prefix, suffix })` */
function temporaryOf(call: Call): Value {
  const given = argument(call.args, 0).filter((atom) => atom.kind !== "undefined");
  const dir = given.length === 0 ? NEVER : optionOf(call, given, "dir").filter((atom) => atom.kind !== "undefined");
  const folders = dir.length === 0 ? [rootText("tmp")] : textsOf(call.frame, dir, call.site);
  return joinValues(...folders.map((text) => textValue(freshText(concat(text, ["/"])))));
}

function textsAt(call: Call, index: number): readonly Text[] {
  const given = argument(call.args, index).filter((atom) => atom.kind !== "undefined");
  return given.length === 0 ? [[hole("callee")]] : textsOf(call.frame, given, call.site);
}

/** An entry of a folder as Deno describes it. */
function listedEntry(machine: Machine): Value {
  const name = textValue([ENTRY_NAME]);
  const tests = ["isFile", "isDirectory", "isSymlink"].map((each): [string, Value] => [each, BOOLEAN]);
  return [objectOf(machine, new Map([["name", name], ...tests]))];
}

/** What `readdir` gives: names, or entries where `withFileTypes` asks for them. */
function namesOf(call: Call, { typed: always }: { readonly typed?: true | undefined }): Value {
  const { machine } = call.frame;
  const typed = always === true ? { true: true, false: false } : withFileTypes(call);
  const options = argument(call.args, 1).filter(isOptions);
  const recursive = options.length > 0 && truthOf(optionOf(call, options, "recursive")).true;
  const names = typed.false ? textValue([recursive ? BELOW : ENTRY_NAME]) : NEVER;
  const folders = textsAt(call, 0);
  const within = recursive ? folders.map((folder) => concat(folder, ["/", BELOW])) : [];
  const entries = typed.true ? entryOf(machine, [...folders, ...within]) : NEVER;
  return [arrayOf(machine, [], { more: joinValues(names, entries) })];
}

/** What `glob` gives: paths, or entries where `withFileTypes` asks for them. */
function matchesOf(call: Call): Value {
  const { machine } = call.frame;
  const typed = withFileTypes(call);
  const patterns = patternsOf(call);
  const paths = typed.false ? joinValues(...patterns.map(({ found }) => textValue(found))) : NEVER;
  const folders = patterns.map(({ folder }) => (folder.length === 0 ? rootText("cwd") : folder));
  const within = folders.map((folder) => concat(folder, ["/", BELOW]));
  const entries = typed.true ? entryOf(machine, [...folders, ...within]) : NEVER;
  return [arrayOf(machine, [], { more: joinValues(paths, entries) })];
}

/** Whether a listing is asked for entries in the place of names. */
function withFileTypes(call: Call): { readonly true: boolean; readonly false: boolean } {
  const options = argument(call.args, 1).filter(isOptions);
  return options.length === 0 ? { true: false, false: true } : truthOf(optionOf(call, options, "withFileTypes"));
}

/** An entry of one of these folders: `Dirent`. */
function entryOf(machine: Machine, folders: readonly Text[]): Value {
  const folder = joinValues(...folders.map((text) => textValue(text)));
  const test: Value = [machine.native("Dirent.prototype.isFile", () => BOOLEAN)];
  const tests = ["isFile", "isDirectory", "isSymbolicLink", "isFIFO", "isSocket", "isBlockDevice", "isCharacterDevice"];
  const members = new Map<string, Value>([
    ["name", textValue([ENTRY_NAME])],
    ["parentPath", folder],
    ["path", folder],
    ...tests.map((each): [string, Value] => [each, test]),
  ]);
  return [objectOf(machine, members)];
}
