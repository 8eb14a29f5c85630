/**
 * Arguments of host functions that are wrong whatever is granted: no path, credentials in a URL, a secret that leaves.
 *
 * Only what is known is said: a value that can be something sound as well is left alone.
 */
import { refusedMethod } from "../../../capabilities/http.ts";
import type { FunctionModel, NeedModel, ResourceForm } from "../../../capabilities/profiles/profile.ts";
import { folderOf } from "../../../base/file-path.ts";
import type { FilePath } from "../../../base/span.ts";
import { isCanonicalName } from "../../../permissions/host-pattern.ts";
import { parseSubject } from "../../../permissions/parse-permission.ts";
import type { Fault } from "../../effect.ts";
import { Memo } from "../../memo.ts";
import { argument } from "../closures.ts";
import { explain } from "../effects/explain.ts";
import { withoutFileScheme } from "../effects/path-resource.ts";
import { mark } from "../effects/resource.ts";
import type { Call } from "../machine.ts";
import type { ObjectType } from "../values/object.ts";
import { isHole, literalOf, sourcesOf, type Text, textKey, union } from "../values/text.ts";
import type { Atom, Value } from "../values/value.ts";
import { allKinds, httpMethods } from "./kinds.ts";
import { resourceTexts } from "./resource-texts.ts";
import { sourcesIn } from "./sources.ts";

const ROLES: Readonly<Partial<Record<ResourceForm, "path" | "URL" | "name">>> = {
  path: "path",
  module: "path",
  url: "URL",
  "websocket-url": "URL",
  name: "name",
};

/** Where the arguments of a domain go that name no resource; a request may carry secrets in its headers and its body. */
const DESTINATIONS: Readonly<Record<string, string>> = {
  fs: "a file",
  database: "a database",
  store: "a store",
  modules: "a child",
  websocket: "the protocols of a WebSocket",
};

const WRONG_OBJECTS: Readonly<Partial<Record<ObjectType, string>>> = {
  array: "an array",
  function: "a function",
  native: "a function",
  promise: "a promise that was not awaited",
  map: "a Map",
  set: "a Set",
  response: "a response",
  headers: "headers",
};

/** Tells the recorder what is wrong with the arguments of a call of a host function. */
export function checkArguments(
  call: Call,
  { model, carries }: { readonly model: FunctionModel; readonly carries: readonly string[] },
): void {
  const { name } = model;
  const { methods, resources } = placesOf(model);
  for (const index of methods) checkMethod(call, { name, index });
  for (const [index, need] of resources) checkResource(call, { name, index, need });
  const destination = DESTINATIONS[model.needs[0]?.domain ?? ""];
  if (destination === undefined || carries.length === 0) return;
  const others = call.args.values.filter((_, index) => !resources.has(index));
  checkSecrets(call, { name, sources: sourcesIn({ values: others }), into: destination });
}

/** Which arguments of a function hold an HTTP method, and which what a need is for. */
interface ArgumentPlaces {
  readonly methods: readonly number[];
  readonly resources: ReadonlyMap<number, NeedModel>;
}

const PLACES = new WeakMap<FunctionModel, ArgumentPlaces>();

function placesOf(model: FunctionModel): ArgumentPlaces {
  const known = PLACES.get(model);
  if (known !== undefined) return known;
  const methods: number[] = [];
  const resources = new Map<number, NeedModel>();
  for (const need of model.needs) {
    const { argument: index, constant } = need.resource;
    if (index !== undefined && constant === undefined) resources.set(index, need);
    if (typeof need.kind !== "string" && "httpMethod" in need.kind) methods.push(need.kind.httpMethod.argument);
  }
  const places = { methods, resources };
  PLACES.set(model, places);
  return places;
}

/** Tells the recorder which secrets a line of the console would show. */
export function checkLogged(call: Call, name: string): void {
  checkSecrets(call, { name: `console.${name}`, sources: sourcesIn(call.args), into: "the log" });
}

function checkMethod(call: Call, asked: { name: string; index: number }): void {
  let detail: string | undefined;
  for (const text of httpMethods(call, asked.index)) {
    const method = literalOf(text);
    const refused = method === undefined ? undefined : refusedMethod(method);
    if (refused === undefined) return;
    detail ??= refused;
  }
  if (detail === undefined) return;
  report(call, { ...asked, fault: { kind: "refused", role: "method", detail } });
}

function checkResource(call: Call, asked: { name: string; index: number; need: NeedModel }): void {
  const { name, index, need } = asked;
  const role = ROLES[need.resource.form];
  if (role === undefined) return;
  const value = argument(call.args, index);
  const given = wrongValue(call, value);
  if (given !== undefined) return report(call, { name, index, fault: { kind: "invalid", role, given } });
  const texts = resourceTexts(call, value);
  const detail = refusal(call, value, need);
  if (role === "URL" && texts.some(hasCredentials)) report(call, { name, index, fault: { kind: "credentials" } });
  else if (detail !== undefined) report(call, { name, index, fault: { kind: "refused", role, detail } });
  const sources = union(texts.map(sourcesOf));
  if (sources.length > 0) checkSecrets(call, { name, index, sources, into: `the ${role}` });
}

function checkSecrets(
  call: Call,
  found: { name: string; index?: number; sources: readonly string[]; into: string },
): void {
  const { name, index = 0, into } = found;
  for (const source of new Set(found.sources)) {
    if (!source.startsWith("secret:")) continue;
    report(call, { name, index, fault: { kind: "secret", secret: source.slice("secret:".length), into } });
  }
}

function report(call: Call, found: { name: string; index: number; fault: Fault }): void {
  const { frame, site } = call;
  const { machine } = frame;
  machine.recorder.fault({
    file: frame.file,
    site,
    call: found.name,
    fault: found.fault,
    sure: machine.undecided === 0 && !machine.degraded,
    explanation: explain(frame, site, found.index),
  });
}

/** What a value is that can be nothing but wrong; undefined when it can be a text. */
function wrongValue(call: Call, value: Value): string | undefined {
  let wrong: string | undefined;
  let sound = false;
  for (const atom of value) {
    const given = wrongAtom(call, atom);
    if (given === undefined) sound = true;
    wrong ??= given;
  }
  return sound ? undefined : wrong;
}

function wrongAtom(call: Call, atom: Atom): string | undefined {
  switch (atom.kind) {
    case "undefined":
    case "null":
      return atom.kind;
    case "number":
      return Number.isNaN(atom.value) ? "NaN" : undefined;
    case "string":
      return holds(atom.text, "[object ") ? /\[object [A-Z]\w+\]/.exec(mark(atom.text).text)?.[0] : undefined;
    case "object":
      return atom.type === "object" && !hasText(call, atom) ? "an object" : WRONG_OBJECTS[atom.type];
    default:
      return undefined;
  }
}

/** By need, by folder of the module, and by text. */
const REFUSALS = new WeakMap<NeedModel, Memo<Memo<string | undefined>>>();

/** What may stand in the place of a part that is not known. */
const SAMPLES = ["x", "1", ""];

/** Why the host refuses each text that a value can be, in the words of the host; undefined when it may take one. */
function refusal(call: Call, value: Value, need: NeedModel): string | undefined {
  const folder = folderOf(call.frame.machine.input.entry);
  let byFolder = REFUSALS.get(need);
  if (byFolder === undefined) REFUSALS.set(need, (byFolder = new Memo()));
  const known = byFolder.of(folder, () => new Memo());
  let first: string | undefined;
  let taken = false;
  for (const atom of value) {
    for (const text of resourceTexts(call, [atom])) {
      const given = atom.kind === "object" ? withoutFileScheme(text) : text;
      const problem = isTaken(given, need)
        ? undefined
        : known.of(textKey(given), () => refusalOfText(given, need, folder));
      if (problem === undefined) taken = true;
      first ??= problem;
    }
  }
  return taken ? undefined : first;
}

/** Whether a text is surely the URL of a request or of a socket: behind the host nothing can be wrong with it; or data, which `fetch` reads. */
function isTaken([first]: Text, { domain, resource: { form } }: NeedModel): boolean {
  if (typeof first !== "string" || (form !== "url" && form !== "websocket-url")) return false;
  if (form === "url" && /^\s*data:/i.test(first)) return true;
  const [, scheme, host = ""] = /^(https?|wss?):\/\/([^/?#]*)[/?#]/.exec(first) ?? [];
  return scheme?.startsWith(domain === "http" ? "http" : "ws") === true && isCanonicalName(host);
}

function refusalOfText(text: Text, { domain, kind }: NeedModel, folder: FilePath): string | undefined {
  const problem = (resource: string): string | undefined => {
    const parsed = parseSubject({ domain, kind: allKinds(kind)[0] ?? "", resource }, folder);
    return parsed.ok ? undefined : parsed.error.message;
  };
  const literal = literalOf(text);
  if (literal !== undefined) return problem(literal);
  if (typeof text[0] !== "string" || !/^(?:[./]|[a-z][a-z0-9+.-]*:)/i.test(text[0])) return undefined;
  let first: string | undefined;
  for (const sample of SAMPLES) {
    const found = problem(filled(text, sample));
    if (found === undefined) return undefined;
    first ??= found;
  }
  return problem(filled(text, "…")) ?? first;
}

function filled(text: Text, sample: string): string {
  return text.map((part) => (isHole(part) ? sample : part)).join("");
}

/** Whether an object says itself how it is a text, as far as that is known. */
function hasText(call: Call, atom: Atom): boolean {
  const { frame, site } = call;
  return ["@@toPrimitive", "toString"].some((name) =>
    frame.machine.operations
      .get(frame, [atom], name, site)
      .some((member) => member.kind === "unknown" || (member.kind === "object" && member.type === "function")),
  );
}

/** "https://user:password@host". */
function hasCredentials(text: Text): boolean {
  return holds(text, "@") && /^\s*[a-z][a-z0-9+.-]*:[/\\]+[^/\\?#]*@/i.test(mark(text).text);
}

/** Whether a literal piece of a text holds another text: quicker than a pattern over the whole. */
function holds(text: Text, literal: string): boolean {
  return text.some((part) => !isHole(part) && part.includes(literal));
}
