/**
 * Conversations with the adapter as text, in `tests/fixtures/dap/*.txt`:
 *
 *     > evaluate {"expression":"1","frameId":"$frame"}    a request; `UPDATE=1` writes the answer below it
 *       {"result":"1","type":"number"}
 *     < stopped                                           waits for an event; its body below it
 *
 * `$root` is the folder of the fixtures, `$frame` the top frame of the last stack, and `$name` what was last told with
 * that name to be opened or stepped into. What differs from run to run is written in angle brackets.
 */
import { readFileSync } from "node:fs";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { Session } from "./debug-client.ts";

const ROOT = new URL("../fixtures/debug", import.meta.url).pathname;

/** A file with a conversation. */
export function transcriptFile(name: string): URL {
  return new URL(`../fixtures/dap/${name}.txt`, import.meta.url);
}

/** The commands of a conversation, in order. */
export function commandsOf(name: string): string[] {
  return linesOf(name).flatMap((line) => /^> (\S+)/.exec(line)?.[1] ?? []);
}

/** Has a conversation with a new adapter; gives its file as it should be. */
export async function converse(name: string): Promise<string> {
  await using session = await Session.open();
  const { client } = session;
  const events: DebugProtocol.Event[] = [];
  for (const event of EVENTS) client.on(event, (told: DebugProtocol.Event) => events.push(told));
  const known = new Map([["root", ROOT as unknown]]);
  const written: string[] = [];
  for (const line of linesOf(name)) {
    if (line.startsWith("  ")) continue;
    written.push(line);
    const [, sign, word = "", args = "{}"] = /^([<>]) (\S+)(?: (.*))?$/.exec(line) ?? [];
    if (sign === ">") written.push(`  ${normal(await ask(client, word, resolve(JSON.parse(args), known), known))}`);
    if (sign === "<") written.push(`  ${normal(await nextEvent(events, word))}`);
  }
  return `${written.join("\n")}\n`;
}

const EVENTS = [
  "initialized",
  "stopped",
  "thread",
  "module",
  "loadedSource",
  "breakpoint",
  "output",
  "exited",
  "terminated",
  "invalidated",
];
const PATIENCE_MS = 20_000;

function linesOf(name: string): string[] {
  return readFileSync(transcriptFile(name), "utf8").trimEnd().split("\n");
}

async function ask(
  client: Session["client"],
  command: string,
  args: unknown,
  known: Map<string, unknown>,
): Promise<unknown> {
  try {
    const { body } = await client.customRequest(command, args);
    learn(body, known);
    return body ?? null;
  } catch (error) {
    return { error: (error as Error).message };
  }
}

async function nextEvent(events: DebugProtocol.Event[], name: string): Promise<unknown> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += 10) {
    const index = events.findIndex(({ event }) => event === name);
    if (index !== -1) return events.splice(0, index + 1).at(-1)?.body ?? null;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`There is no event "${name}", only ${events.map(({ event }) => event).join(", ")}`);
}

/** Takes note of what later requests name. */
function learn(body: unknown, known: Map<string, unknown>): void {
  const { stackFrames, scopes, variables, targets } = (body ?? {}) as Partial<
    DebugProtocol.StackTraceResponse["body"] &
      DebugProtocol.ScopesResponse["body"] &
      DebugProtocol.VariablesResponse["body"] &
      DebugProtocol.StepInTargetsResponse["body"]
  >;
  if (stackFrames !== undefined) known.set("frame", stackFrames[0]?.id);
  for (const each of scopes ?? []) known.set(each.name, each.variablesReference);
  for (const each of variables ?? []) known.set(each.name, each.variablesReference);
  for (const each of targets ?? []) if ("id" in each) known.set(each.label, each.id);
}

function resolve(value: unknown, known: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, known));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each, known)]));
  if (typeof value !== "string" || !value.startsWith("$")) return value;
  const [whole = "", name = ""] = /^\$([\w.() ]+)/.exec(value) ?? [];
  const found = known.get(name);
  return whole === value ? found : value.replace(whole, String(found));
}

/** Names of numbers that differ from run to run, or say nothing. */
const VARYING = /^(?:id|.*Reference|.*Id|.*Ms|heapBytes|sizeBytes|seq|taken|available)$/;
const STEADY = new Set(["threadId", "exceptionId", "dataId", "progressId"]);

function normal(body: unknown): string {
  return JSON.stringify(body, (key, value: unknown) => {
    const isNumber = typeof value === "number" || /^\d+$/.test(String(value));
    if (VARYING.test(key) && !STEADY.has(key) && isNumber && Number(value) !== 0) return "<number>";
    return typeof value === "string" ? normalText(value) : value;
  });
}

function normalText(text: string): string {
  return text
    .replaceAll(ROOT, "$root")
    .replace(/[\d.]+(?= ms\b)/g, "<number>")
    .replace(/[\d.]+ [kM]?B\b/g, "<bytes>");
}
