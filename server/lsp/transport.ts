/** The way to the client: stdio, unless the arguments name another transport. */
import { type Connection, createConnection } from "vscode-languageserver/node";

/** Opens the connection that the arguments ask for. The process ends when its input does. */
export function openConnection(args: readonly string[]): Connection {
  const isNamed = args.some((argument) => /^--(stdio|node-ipc|socket|pipe)(=|$)/.test(argument));
  return isNamed ? createConnection() : createConnection(process.stdin, process.stdout);
}
