/**
 * Arguments of host functions that are wrong whatever is granted: no path, credentials in a URL, a secret that leaves.
 *
 * Only what is known is said: a value that can be something sound as well is left alone.
 */
import { refusedMethod } from "../../../capabilities/http.ts";
import type { FunctionModel, NeedModel, ResourceForm } from "../../../capabilities/profiles/profile.ts";
import { folderOf } from "../../../base/file-path.ts";
import { parseSubject } from "../../../permissions/parse-permission.ts";
import type { Fault } from "../../effect.ts";
import { Memo } from "../../memo.ts";
import { argument } from "../closures.ts";
import { explain } from "../effects/explain.ts";
import { withoutFileScheme } from "../effects/path-resource.ts";
import { mark } from "../effects/resource.ts";
import type { Call } from "../machine.ts";
import type { ObjectType } from "../values/object.ts";
import { isHole, literalOf, sourcesOf, type Text } from "../values/text.ts";
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
export function checkArguments(call: Call, model: FunctionModel): void {
  const resources = new Map<number, NeedModel>();
  for (const need of model.needs) {
    const { argument: index, constant } = need.resource;
    if (index !== undefined && constant === undefined) resources.set(index, need);
    if (typeof need.kind !== "string" && "httpMethod" in need.kind)
      checkMethod(call, { name: model.name, index: need.kind.httpMethod.argument });
  }
  for (const [index, need] of resources) checkResource(call, { name: model.name, index, need });
  const destination = DESTINATIONS[model.needs[0]?.domain ?? ""];
  if (destination === undefined) return;
  const others = call.args.values.filter((_, index) => !resources.has(index));
  checkSecrets(call, { name: model.name, sources: sourcesIn({ values: others }), into: destination });
}

/** Tells the recorder which secrets a line of the console would show. */
export function checkLogged(call: Call, name: string): void {
  checkSecrets(call, { name: `console.${name}`, sources: sourcesIn(call.args), into: "the log" });
}

function checkMethod(call: Call, asked: { name: string; index: number }): void {
  const details = httpMethods(call, asked.index).map((text) => {
    const method = literalOf(text);
    return method === undefined ? undefined : refusedMethod(method);
  });
  const [detail] = details;
  if (detail === undefined || details.includes(undefined)) return;
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
  const sources = texts.flatMap((text) => [...sourcesOf(text)]);
  checkSecrets(call, { name, index, sources, into: `the ${role}` });
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
  const all = value.map((atom) => wrongAtom(call, atom));
  const [first] = all;
  return all.includes(undefined) ? undefined : first;
}

function wrongAtom(call: Call, atom: Atom): string | undefined {
  switch (atom.kind) {
    case "undefined":
    case "null":
      return atom.kind;
    case "number":
      return Number.isNaN(atom.value) ? "NaN" : undefined;
    case "string":
      return /\[object [A-Z]\w+\]/.exec(mark(atom.text).text)?.[0];
    case "object":
      return atom.type === "object" && !hasText(call, atom) ? "an object" : WRONG_OBJECTS[atom.type];
    default:
      return undefined;
  }
}

const REFUSALS = new Memo<string | undefined>();

/** What may stand in the place of a part that is not known. */
const SAMPLES = ["x", "1", ""];

/** Why the host refuses each text that a value can be, in the words of the host; undefined when it may take one. */
function refusal(call: Call, value: Value, need: NeedModel): string | undefined {
  const { domain } = need;
  const kind = allKinds(need.kind)[0] ?? "";
  const folder = folderOf(call.frame.machine.input.entry);
  const problem = (resource: string): string | undefined =>
    REFUSALS.of(`${domain}.${kind}\n${folder}\n${resource}`, () => {
      const parsed = parseSubject({ domain, kind, resource }, folder);
      return parsed.ok ? undefined : parsed.error.message;
    });
  const problems = value.flatMap((atom) =>
    resourceTexts(call, [atom]).map((text) => {
      const given = atom.kind === "object" ? withoutFileScheme(text) : text;
      const literal = literalOf(given);
      if (literal !== undefined) return problem(literal);
      if (typeof given[0] !== "string" || !/^(?:[./]|[a-z][a-z0-9+.-]*:)/i.test(given[0])) return undefined;
      const all = SAMPLES.map((sample) => problem(filled(given, sample)));
      return all.includes(undefined) ? undefined : (problem(filled(given, "…")) ?? all[0]);
    }),
  );
  return problems.includes(undefined) ? undefined : problems[0];
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
  return /^\s*[a-z][a-z0-9+.-]*:[/\\]+[^/\\?#]*@/i.test(mark(text).text);
}
