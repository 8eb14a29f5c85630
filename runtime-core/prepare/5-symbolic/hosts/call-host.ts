/**
 * Calls of host functions: which permissions they need, what they give.
 */
import type { FunctionModel, NeedModel, ResourceModel } from "../../../capabilities/profiles/profile.ts";
import { argument } from "../closures.ts";
import { covers } from "../effects/covers-resource.ts";
import { nameResource, type Resource, unknownResource } from "../effects/resource.ts";
import { pathResource } from "../effects/path-resource.ts";
import { urlResource, withSchemes } from "../effects/url-resource.ts";
import { explain } from "../effects/explain.ts";
import type { Call } from "../machine.ts";
import { textsOf } from "../texts.ts";
import type { AbstractObject } from "../values/object.ts";
import { concat, isHole, type Text } from "../values/text.ts";
import { joinValues, NEVER, numberValue, stringValue, truthOf, UNDEFINED, type Value } from "../values/value.ts";
import { checkArguments } from "./argument-faults.ts";
import { deferListener } from "./deferred.ts";
import { hostEssence } from "./host-values.ts";
import { kindsOf } from "./kinds.ts";
import { resourceTexts } from "./resource-texts.ts";
import { resultOf } from "./results.ts";
import { sourcesIn } from "./sources.ts";
import { statements } from "./sql.ts";

const NOTHING: readonly string[] = [];

/** Records what a call of a host function does, and gives what it returns. */
export function callHost(object: AbstractObject, call: Call): Value {
  const { model, resource } = hostEssence(object);
  const { machine } = call.frame;
  if (model.kind !== "function") return NEVER;
  machine.runs(call.site);
  const carries = model.needs.length === 0 ? NOTHING : sourcesIn(call.args);
  for (const need of model.needs) recordNeed(call, { model, need, own: resource, carries });
  for (const value of call.args.values) readGetters(call, value, 0);
  checkArguments(call, { model, carries });
  call.frame.mayThrow();
  for (const index of model.listeners ?? []) deferListener(call, argument(call.args, index), model.gives);
  return machine.dead ? NEVER : resultOf(call, model);
}

/** Objects in each other are read so deep. */
const MAX_READ = 2;

/** The host reads what it is given: getters run. */
function readGetters(call: Call, value: Value, depth: number): void {
  for (const atom of value) {
    if (atom.kind !== "object" || atom.type !== "object") continue;
    const { accessors, members } = atom.state;
    for (const name of accessors?.keys() ?? []) call.frame.machine.operations.get(call.frame, [atom], name, call.site);
    if (depth < MAX_READ) for (const member of members.values()) readGetters(call, member, depth + 1);
  }
}

interface Asked {
  readonly model: FunctionModel;
  readonly need: NeedModel;
  readonly own: Value | undefined;
  readonly carries: readonly string[];
}

function recordNeed(call: Call, asked: Asked): void {
  const { need } = asked;
  if (need.resource.form === "sql") return recordSql(call, asked);
  const kinds = kindsOf(call, need);
  const all = resourcesOf(call, { model: need.resource, own: asked.own });
  const resources = all.length < 2 ? all : withoutCovered(`${need.domain}.${kinds[0]}`, all);
  const must = kinds.length * resources.length === 1;
  for (const minor of kinds) {
    const kind = `${need.domain}.${minor}`;
    for (const resource of resources) record(call, asked, { kind, resource, must });
  }
}

function record(call: Call, asked: Asked, found: { kind: string; resource: Resource; must: boolean }): void {
  const { frame, site } = call;
  const { argument: index } = asked.need.resource;
  frame.machine.recorder.record({
    file: frame.file,
    site,
    kind: found.kind,
    resource: found.resource,
    carries: asked.carries,
    call: asked.model.name,
    explain: () => explain(frame, site, index ?? 0),
    must: found.must,
  });
}

function withoutCovered(kind: string, all: readonly Resource[]): readonly Resource[] {
  return all.filter((each) => !all.some((other) => isWithin(kind, each, other)));
}

/** Whether one alternative of a call says nothing beside a wider one. */
function isWithin(kind: string, narrow: Resource, wide: Resource): boolean {
  if (wide === narrow || wide.resolution === "exact" || narrow.resource === null || wide.resource === null)
    return false;
  return covers(kind, wide.resource, narrow.resource);
}

/** The resources that a call can ask for; none when the host refuses the argument. */
function resourcesOf(call: Call, from: { model: ResourceModel; own: Value | undefined }): readonly Resource[] {
  const { model, own } = from;
  if (model.constant !== undefined)
    return [{ resource: model.constant, worstCase: model.constant, resolution: "exact", reason: null }];
  if (model.form === "host-port") return hostPorts(call, argument(call.args, model.argument ?? 0));
  const value = model.argument === undefined ? (own ?? NEVER) : argument(call.args, model.argument);
  const belows = belowOf(call, model);
  const resources: Resource[] = [];
  for (const text of resourceTexts(call, value)) {
    for (const written of isUrl(model) ? withSchemes(text, { socket: model.form !== "url" }) : [text]) {
      for (const below of belows) {
        const resource = resourceOf(call, { text: written, model, below });
        if (resource !== undefined) resources.push(resource);
      }
    }
  }
  return distinct(resources);
}

function isUrl({ form }: ResourceModel): boolean {
  return form === "url" || form === "websocket-url";
}

function belowOf(call: Call, { below }: ResourceModel): readonly boolean[] {
  if (below === undefined) return [false];
  const options = argument(call.args, below.argument).filter((atom) => atom.kind !== "undefined");
  if (options.length === 0) return [false];
  const truth = truthOf(call.frame.machine.operations.get(call.frame, options, below.option, call.site));
  return truth.true ? (truth.false ? [true, false] : [true]) : [false];
}

function resourceOf(call: Call, asked: { text: Text; model: ResourceModel; below: boolean }): Resource | undefined {
  const { text, model, below } = asked;
  const { entry } = call.frame.machine.input;
  switch (model.form) {
    case "path":
    case "module":
      return pathResource(text, { folder: entry.slice(0, entry.lastIndexOf("/")), below });
    case "url":
      return urlResource(text, { socket: false });
    case "websocket-url":
      return urlResource(text, { socket: true });
    case "name":
    case "host-port":
    case "sql":
    case "address":
    case "socket-path":
    case "file-url":
    case "web-url":
    case "http-request":
    case "glob":
      return nameResource(text);
    default:
      return model.form satisfies never;
  }
}

function distinct(resources: readonly Resource[]): readonly Resource[] {
  if (resources.length < 2) return resources;
  const seen = new Map<string, Resource>();
  for (const resource of resources) {
    const key = resource.resource ?? `?${resource.reason}`;
    if (!seen.has(key)) seen.set(key, resource);
  }
  return [...seen.values()];
}

function hostPorts(call: Call, options: Value): readonly Resource[] {
  const { frame, site } = call;
  const { operations } = frame.machine;
  const read = (name: string, fallback: Value): Value => {
    const value = joinValues(
      ...options.map((atom) =>
        atom.kind === "object" || atom.kind === "unknown" ? operations.get(frame, [atom], name, site) : UNDEFINED,
      ),
    );
    const given = value.filter((atom) => atom.kind !== "undefined");
    return given.length === value.length ? value : joinValues(given, fallback);
  };
  const hosts = textsOf(frame, read("host", stringValue("localhost")), site);
  const ports = textsOf(frame, read("port", numberValue(0)), site);
  return distinct(hosts.flatMap((host) => ports.map((port) => nameResource(concat(host, [":"], port)))));
}

/** Each statement of a SQL text; all that is possible when the text is not known. */
function recordSql(call: Call, asked: Asked): void {
  const names = textsOf(call.frame, asked.own ?? NEVER, call.site);
  const texts = textsOf(call.frame, argument(call.args, asked.need.resource.argument ?? 0), call.site);
  const must = names.length * texts.length === 1;
  for (const name of names) {
    for (const text of texts) {
      const found = statements(text);
      if (found === undefined) {
        const reason = text.find(isHole)?.reason ?? "callee";
        const whole = nameResource(name);
        const resource: Resource = whole.resource === null ? unknownResource(reason) : whole;
        for (const kind of ["read", "write", "delete"])
          record(call, asked, { kind: `database.${kind}`, resource, must: false });
        continue;
      }
      for (const { kind, table } of found) {
        const resource = nameResource(concat(name, ["/"], table));
        record(call, asked, { kind: `database.${kind}`, resource, must });
      }
    }
  }
}
