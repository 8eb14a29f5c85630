/** The way to the client: stdio, unless the arguments name another transport. */
import { type Connection, createConnection } from "vscode-languageserver/node";
import { Framing } from "./framing.ts";

/** Opens the connection that the arguments ask for. The process ends when its input does. */
export function openConnection(args: readonly string[]): Connection {
  if (args.some((argument) => /^--(node-ipc|socket|pipe)(=|$)/.test(argument))) return createConnection();
  const framing = new Framing((bytes) => connection.console.warn(`${bytes} bytes that are no message were left out`));
  const connection = createConnection(process.stdin.pipe(framing), process.stdout);
  return connection;
}
