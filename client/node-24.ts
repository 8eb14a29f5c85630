/**
 * Finds the Node that the language server and the debug adapter run in. It is not the editor's own as a rule: that one
 * is often older, and an Electron cannot load `isolated-vm`.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** Nodes for which `isolated-vm` brings a built addon: even releases from 24. */
export const FIRST_MAJOR = 24;

const VERSION_TIMEOUT_MS = 10_000;

/** The process that asks: `process` itself, or what a test says. */
export interface Host {
  readonly execPath: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where to look, in the order of the fields. */
export interface NodeSearch {
  /** What the user set; empty for nothing. */
  readonly nodePath: string;
  /** Text is read by any Node that is new enough, code is run only by one that is no Electron. */
  readonly purpose: "analysis" | "running";
  /** Folders whose `node_modules` may hold the Node that npm brings. */
  readonly packageFolders: readonly string[];
  readonly host: Host;
}

/** A Node, or where none was. */
export type NodeFound =
  | {
      readonly ok: true;
      readonly command: string;
      readonly version: string;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly tried: readonly string[] };

/**
 * The first Node that is new enough: what the user set, the editor's own, what npm brought, the PATH.
 *
 * A path that the user set is never replaced by another one: it is right, or the search ends there.
 */
export async function findNode(search: NodeSearch): Promise<NodeFound> {
  const tried: string[] = [];
  if (search.nodePath !== "") {
    const set = await tryNode(search.nodePath, `"ambit.nodePath" (${search.nodePath})`, tried);
    return set ?? { ok: false, tried };
  }
  const own = ownNode(search, tried);
  if (own !== undefined) return own;
  for (const candidate of [...packagedNodes(search), ...nodesOnPath(search.host)]) {
    const found = await tryNode(candidate, candidate, tried);
    if (found !== undefined) return found;
  }
  return { ok: false, tried };
}

/** Whether a Node of this version ("24.1.0") runs Ambit. */
export function isNewEnough(version: string): boolean {
  const major = Number.parseInt(version, 10);
  return major >= FIRST_MAJOR && major % 2 === 0;
}

function ownNode({ host, purpose }: NodeSearch, tried: string[]): NodeFound | undefined {
  const { node = "", electron } = host.versions;
  const isElectron = electron !== undefined;
  if (isNewEnough(node) && (!isElectron || purpose === "analysis")) {
    const env = isElectron ? { ELECTRON_RUN_AS_NODE: "1" } : {};
    return { ok: true, command: host.execPath, version: node, env };
  }
  tried.push(`the editor's own is Node ${node}${isElectron ? " in Electron" : ""}`);
  return undefined;
}

function packagedNodes({ packageFolders, host }: NodeSearch): string[] {
  const name = `node-${host.platform === "win32" ? "win" : host.platform}-${host.arch}`;
  return packageFolders
    .map((folder) => path.join(folder, "node_modules", name, "bin", nodeFile(host)))
    .filter((file) => existsSync(file));
}

function nodesOnPath(host: Host): string[] {
  return (host.env["PATH"] ?? host.env["Path"] ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, nodeFile(host)))
    .filter((file) => existsSync(file));
}

function nodeFile(host: Host): string {
  return host.platform === "win32" ? "node.exe" : "node";
}

async function tryNode(command: string, name: string, tried: string[]): Promise<NodeFound | undefined> {
  const version = await versionOf(command);
  if (version === undefined) tried.push(`${name} does not run`);
  else if (isNewEnough(version)) return { ok: true, command, version, env: {} };
  else tried.push(`${name} is Node ${version}`);
  return undefined;
}

/** Asks the program itself; undefined when it does not run or is no Node. */
function versionOf(command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, ["--version"], { timeout: VERSION_TIMEOUT_MS, windowsHide: true }, (error, stdout) => {
      resolve(error === null ? /^v(\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined);
    });
  });
}
