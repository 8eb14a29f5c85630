/**
 * Addresses of sockets in all their forms: `(port, host)`, `(path)`, `({ port, host })`, `({ path })`.
 */
import type { ResourceModel } from "../../../../capabilities/profiles/profile.ts";
import { argument } from "../../closures.ts";
import { nameResource, type Resource } from "../../effects/resource.ts";
import { rootedPath, withoutParameter } from "../../effects/rooted-path.ts";
import type { Call } from "../../machine.ts";
import { textsOf } from "../../texts.ts";
import { concat, isHole, literalOf, literalText, type Text } from "../../values/text.ts";
import { type Atom, isNullish, type Value } from "../../values/value.ts";
import { isOptions, optionOf } from "./options.ts";
import { isRoot } from "./roots.ts";

const HOSTS = ["host", "hostname", "address"];
const PATHS = ["path", "socketPath"];

/** The addresses that a call can mean. */
export function addresses(call: Call, model: ResourceModel): readonly Resource[] {
  const index = isLate(call, model) ? model.late : (model.argument ?? 0);
  const first = argument(call.args, index).filter((atom) => !isFunction(atom));
  const given = first.filter((atom) => !isNullish(atom));
  const host = hostTexts(call, argument(call.args, index + 1), model);
  if (given.length === 0) return joined(host, [literalText(otherwiseOf(model).port)]);
  return given.flatMap((atom) => addressesOf(call, atom, { model, host }));
}

/** Whether more stands before the port than usually: its own offset and length. */
function isLate(call: Call, model: ResourceModel): model is ResourceModel & { readonly late: number } {
  return model.late !== undefined && argument(call.args, model.late).some(({ kind }) => kind === "number");
}

/** The paths of the sockets that a call can mean. */
export function socketPaths(call: Call, model: ResourceModel): readonly Resource[] {
  const options = argument(call.args, model.argument ?? 0).filter((atom) => atom.kind === "object" && isOptions(atom));
  const paths = PATHS.flatMap((name) => options.flatMap((atom) => textsGiven(call, optionOf(call, [atom], name))));
  return paths.map((text) => rootedPath(text, { below: false }));
}

/** The name of a socket in the file system. */
function unixName(text: Text): Resource {
  const { resource, worstCase, ...rest } = rootedPath(text, { below: false });
  return { ...rest, resource: resource === null ? null : `unix:${resource}`, worstCase: `unix:${worstCase}` };
}

function addressesOf(
  call: Call,
  atom: Atom,
  from: { readonly model: ResourceModel; readonly host: readonly Text[] },
): readonly Resource[] {
  const { model, host } = from;
  if (atom.kind === "object" && isOptions(atom)) return ofOptions(call, [atom], model);
  if (atom.kind === "unknown") {
    // What has a port of its own is no port: the handler of a server, or its options.
    const own = model.otherwise?.split(":")[1];
    const [port = []] = own === undefined ? textsOf(call.frame, [atom], call.site) : [literalText(own)];
    return joined(host, [port]).map((each) => ({ ...each, worstCase: "**" }));
  }
  return textsOf(call.frame, [atom], call.site).flatMap((text) => {
    if (model.written !== undefined) return writtenAddress(text, model.written);
    return atom.kind === "string" && isPath(text) ? [unixName(text)] : joined(host, [text]);
  });
}

/** Whether a text is the path of a socket: it begins with a folder or a name, and not with a port. */
function isPath([first]: Text): boolean {
  return isHole(first) ? isRoot(first) : first !== undefined && /^\D/.test(first);
}

/** "a.com:80", or the host and the port of a URL. */
function writtenAddress(text: Text, written: "address" | "url"): readonly Resource[] {
  const [, scheme, host = "", port] = /^(https?:)\/\/([^/:?#]+)(?::(\d+))?/.exec(literalOf(text) ?? "") ?? [];
  if (written === "address" || scheme === undefined) return [nameResource(text)];
  return joined([literalText(host)], [literalText(port ?? (scheme === "https:" ? "443" : "80"))]);
}

function ofOptions(call: Call, options: Value, model: ResourceModel): readonly Resource[] {
  const path = PATHS.flatMap((name) => textsGiven(call, optionOf(call, options, name)));
  if (path.length > 0) return path.map(unixName);
  const host = HOSTS.flatMap((name) => textsGiven(call, optionOf(call, options, name)));
  const port = textsGiven(call, optionOf(call, options, "port"));
  return joined(
    host.length > 0 ? host : [literalText(otherwiseOf(model).host)],
    port.length > 0 ? port : [literalText(otherwiseOf(model).port)],
  );
}

function hostTexts(call: Call, value: Value, model: ResourceModel): readonly Text[] {
  const given = value.filter((atom) => atom.kind === "string" || atom.kind === "unknown");
  const texts = textsGiven(call, given);
  return texts.length > 0 ? texts : [literalText(otherwiseOf(model).host)];
}

/** Host and port where a call says nothing: "localhost", "0.0.0.0:8000". */
function otherwiseOf({ otherwise = "localhost" }: ResourceModel): { readonly host: string; readonly port: string } {
  const [host = "", port = "0"] = otherwise.split(":");
  return { host, port };
}

function textsGiven(call: Call, value: Value): readonly Text[] {
  const given = value.filter((atom) => !isNullish(atom));
  return given.length === 0 ? [] : textsOf(call.frame, given, call.site);
}

function joined(hosts: readonly Text[], ports: readonly Text[]): readonly Resource[] {
  return hosts.flatMap((host) =>
    ports.map((port) => {
      const text = concat(host, [":"], port).map((part, i) => (i === 0 ? part : withoutParameter(part)));
      // A host that stands for all interfaces is written as a wildcard.
      const resource = nameResource(
        text[0] === "*:" || literalOf(host) === "*" ? concat(["\u0001:"], port.map(withoutParameter)) : text,
      );
      return { ...resource, resource: unstarred(resource.resource), worstCase: unstarred(resource.worstCase) ?? "**" };
    }),
  );
}

function unstarred(text: string | null): string | null {
  return text === null ? null : text.replace("\u0001", "*");
}

function isFunction(atom: Atom): boolean {
  return atom.kind === "object" && (atom.type === "function" || atom.type === "native");
}
