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
    default:
      return undefined;
  }
}

/** The value of a call for the results that only other hosts have. */
export function foreignResult(call: Call, result: ResultModel): Value {
  switch (result.kind) {
    case "fresh":
      return joinValues(...textsAt(call, result.argument).map((text) => textValue(freshText(text))));
    case "real-path":
      return joinValues(...textsAt(call, 0).map((text) => textValue(text)), unknownValue("file-content"));
    case "temporary":
      return temporaryOf(call);
    case "listed":
      return [arrayOf(call.frame.machine, [], { more: listedEntry(call.frame.machine) })];
    case "names":
      return namesOf(call, result);
    case "matches":
      return [
        arrayOf(call.frame.machine, [], { more: joinValues(...patternsOf(call).map(({ found }) => textValue(found))) }),
      ];
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
  const name = textValue([hole("file-content", { chars: ANY_CHARS & ~SLASH, dotless: true })]);
  const tests = ["isFile", "isDirectory", "isSymlink"].map((each): [string, Value] => [each, BOOLEAN]);
  return [objectOf(machine, new Map([["name", name], ...tests]))];
}

/** What `readdir` gives: names, or entries where `withFileTypes` asks for them. */
function namesOf(call: Call, { typed: always }: { readonly typed?: true | undefined }): Value {
  const { machine } = call.frame;
  const options = argument(call.args, 1).filter(isOptions);
  const never = { true: false, false: true };
  const asked = options.length === 0 ? never : truthOf(optionOf(call, options, "withFileTypes"));
  const typed = always === true ? { true: true, false: false } : asked;
  const recursive = options.length > 0 && truthOf(optionOf(call, options, "recursive")).true;
  const name = hole("file-content", {
    chars: recursive ? ANY_CHARS : ANY_CHARS & ~SLASH,
    dotless: true,
    deep: recursive,
  });
  const names = typed.false ? textValue([name]) : NEVER;
  const entries = typed.true ? entryOf(call, textValue([{ ...name, deep: false, chars: ANY_CHARS & ~SLASH }])) : NEVER;
  return [arrayOf(machine, [], { more: joinValues(names, entries) })];
}

/** An entry of a folder: `Dirent`. */
export function entryOf(call: Call, name: Value): Value {
  const { machine } = call.frame;
  const folder = joinValues(...textsAt(call, 0).map((text) => textValue(text)));
  const test: Value = [machine.native("Dirent.prototype.isFile", () => BOOLEAN)];
  const tests = ["isFile", "isDirectory", "isSymbolicLink", "isFIFO", "isSocket", "isBlockDevice", "isCharacterDevice"];
  const members = new Map<string, Value>([
    ["name", name],
    ["parentPath", folder],
    ["path", folder],
    ...tests.map((each): [string, Value] => [each, test]),
  ]);
  return [objectOf(machine, members)];
}
