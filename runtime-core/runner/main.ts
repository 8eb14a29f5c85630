/**
 * A runner process: holds the isolates of one root module and its children, and nothing else.
 *
 * Started by the supervisor with an IPC channel. When the channel closes the host is gone and so are we, at once:
 * `process.exit` would wait for a busy isolate for ever.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { FilePath } from "../base/span.ts";
import { BlankIsolate } from "../isolate/blank-isolate.ts";
import { type FromRunner, type ModuleImage, PROTOCOL_VERSION, type StartMessage, type ToRunner } from "./protocol.ts";
import { Run } from "./run.ts";
import { warmUp } from "./warm-up.ts";

/** For so long nobody may want a runner that was started to wait. */
const WAITS_AFTER_MS = 50;

let run: Run | undefined;
let blank: Promise<BlankIsolate> | undefined;
let warming: NodeJS.Timeout | undefined;
let lastRequest = 0;
const wanted = new Map<number, PromiseWithResolvers<ModuleImage>>();

if (process.send === undefined) {
  process.stderr.write("A runner is started by ambit itself; try: ambit run FILE\n");
  process.exitCode = 2;
} else {
  process.on("disconnect", endNow);
  // A terminal sends its signals to the whole group; what they mean for a run is the host's business. V8 samples profiles
  // with SIGPROF, and one can come when its own handler has gone.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGPROF"] as const) process.on(signal, () => {});
  process.on("message", (message) => receive(message as ToRunner));
  void send({ kind: "ready", version: PROTOCOL_VERSION });
  blank = BlankIsolate.create();
  // Who uses it says what went wrong.
  blank.catch(() => {});
  warming = setTimeout(() => void warmUp().catch(() => {}), WAITS_AFTER_MS);
}

function receive(message: ToRunner): void {
  switch (message.kind) {
    case "start":
      return void start(message);
    case "go":
      return run?.go(message.isolate);
    case "cancel":
      return run?.cancel(message.reason, message.isolate);
    case "call":
      return void call(message);
    case "call-given-up":
      return run?.giveCallUp(message.request, message.reason);
    case "finish":
      return void run?.finish();
    case "image":
      return imageArrived(message);
    case "attach":
      return run?.attach(message.snapshotEveryMs);
    case "detach":
      return run?.detach();
    case "inspector-open":
      return run?.inspect(message.isolate);
    case "inspector":
      return run?.sendToInspector(message.isolate, message.message);
    case "snapshot":
      return answerSnapshot(message.request);
    case "adjust":
      return adjust(message);
    case "taken":
      return run?.taken(message.request);
    case "ping":
      return void send({ kind: "pong" });
    default:
      return message satisfies never;
  }
}

async function start(message: StartMessage): Promise<void> {
  clearTimeout(warming);
  if (message.version !== PROTOCOL_VERSION)
    throw new Error(`The supervisor speaks version ${message.version}, this runner ${PROTOCOL_VERSION}`);
  run = new Run(message, { send, image: imageOf, blank });
  await send({ kind: "ended", report: await run.execute() });
}

function answerSnapshot(request: number): void {
  run?.tellHostCalls();
  void send({ kind: "snapshot", request, snapshot: run?.snapshot() ?? { contexts: [] } });
}

function adjust({ request, isolate, adjustment }: Extract<ToRunner, { kind: "adjust" }>): void {
  const problem = run === undefined ? "the run has not started" : run.adjust(isolate, adjustment);
  void send({ kind: "adjusted", request, ...(problem === undefined ? {} : { problem }) });
}

async function call(message: Extract<ToRunner, { kind: "call" }>): Promise<void> {
  if (run !== undefined) await send({ kind: "called", request: message.request, end: await run.call(message) });
}

function imageOf(path: FilePath): Promise<ModuleImage> {
  lastRequest += 1;
  const place = Promise.withResolvers<ModuleImage>();
  wanted.set(lastRequest, place);
  void send({ kind: "image-wanted", request: lastRequest, path });
  return place.promise;
}

function imageArrived(message: Extract<ToRunner, { kind: "image" }>): void {
  const place = wanted.get(message.request);
  wanted.delete(message.request);
  if (message.image !== undefined) place?.resolve(message.image);
  else place?.reject(new AmbitError("run/child-refused", { detail: message.problem ?? "it cannot be prepared" }));
}

/** Resolves when the message has left the process, or when there is nobody to take it. */
function send(message: FromRunner): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

function endNow(): void {
  process.kill(process.pid, "SIGKILL");
}
