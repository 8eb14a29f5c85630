/**
 * The last step of the demo: a debug session like that of an editor, over the protocol.
 */
import pc from "picocolors";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapClient } from "./dap-client.ts";

/** Of one scope, so that all of them fit on a screen. */
const MOST_LINES = 7;
const MOST_COLUMNS = 80;

/** What to debug. */
export interface DebugStop {
  readonly ambit: string;
  readonly program: string;
  readonly args: unknown;
  /** 1-based line of the breakpoint. */
  readonly line: number;
}

/** Stops at the breakpoint, shows what a debugger shows there, and lets the module end. */
export async function debugStop({ ambit, program, args, line }: DebugStop): Promise<void> {
  using client = new DapClient(process.execPath, [ambit, "dap"]);
  await client.request("initialize", {
    adapterID: "ambit",
    linesStartAt1: true,
    columnsStartAt1: true,
    pathFormat: "path",
  });
  const launched = client.request("launch", { program, args });
  await client.event("initialized");
  await client.request("setBreakpoints", { source: { path: program }, breakpoints: [{ line }] });
  await client.request("configurationDone");
  await launched;
  const { threadId } = await client.event<DebugProtocol.StoppedEvent["body"]>("stopped");
  const { stackFrames } = await client.request<DebugProtocol.StackTraceResponse["body"]>("stackTrace", { threadId });
  const frame = stackFrames[0];
  if (frame === undefined) throw new Error("The debugger stopped without a frame");
  console.log(`${pc.yellow("stopped")} in ${pc.bold(frame.name)} at main.ts:${frame.line}:${frame.column}`);
  const { scopes } = await client.request<DebugProtocol.ScopesResponse["body"]>("scopes", { frameId: frame.id });
  for (const scope of scopes.filter((one) => !one.expensive && one.name !== "Global" && one.name !== "Module"))
    await showScope(client, scope);
  await client.request("continue", { threadId });
  const { exitCode } = await client.event<DebugProtocol.ExitedEvent["body"]>("exited");
  await client.event("terminated");
  console.log(`${pc.green("continued")}, exit code ${exitCode}`);
  await client.request("disconnect");
}

async function showScope(client: DapClient, { name, variablesReference }: DebugProtocol.Scope): Promise<void> {
  const { variables } = await client.request<DebugProtocol.VariablesResponse["body"]>("variables", {
    variablesReference,
  });
  if (variables.length === 0) return;
  console.log(pc.bold(name));
  const shown = variables.slice(0, MOST_LINES);
  const width = Math.max(...shown.map((variable) => variable.name.length));
  for (const variable of shown)
    console.log(`  ${variable.name.padEnd(width)}  ${variable.value.slice(0, MOST_COLUMNS)}`);
  if (shown.length < variables.length) console.log(pc.dim(`  … and ${variables.length - shown.length} more`));
}
