/**
 * The one path of every effect: check, take, do, record.
 *
 * Checking records each decision as an event of the context; taking and waiting are events too.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { folderOf } from "../base/file-path.ts";
import { type CapabilityName, capability, CAPABILITIES } from "../capabilities/table.ts";
import type { Capability } from "../capabilities/capability.ts";
import type { Context } from "../context/context.ts";
import type { LimitName } from "../limits/known-limits.ts";
import { Call, type CallOptions, type CallPlaces, isTakenBefore } from "./call.ts";
import { bytesOf } from "./effect.ts";
import { acceptRequest, answerRequest } from "./effects/serve.ts";
import { EFFECTS } from "./effects/table.ts";
import { closeSocket, isMessage, nextMessage, sendMessage, sizeOf } from "./effects/web-socket.ts";
import { ReplyBudget } from "./reply-budget.ts";
import { FileFailure, HttpFailure, type Powers } from "./powers.ts";
import { HostServers } from "./servers.ts";
import { HostSockets } from "./sockets.ts";
import { HostStreams } from "./streams.ts";
import { type Checked, Subjects } from "./subjects.ts";

/** Characters of an argument that `printCall` shows. */
export const MAX_SHOWN_ARGUMENT = 200;
/** What may be on its way into an isolate at one time. */
const MAX_REPLY_BYTES = 64 * 2 ** 20;

/** Does the calls of one context. */
export class Performer {
  readonly #context: Context;
  readonly #subjects: Subjects;
  readonly #replies = new ReplyBudget(MAX_REPLY_BYTES);
  readonly #streams = new HostStreams();
  readonly #servers = new HostServers();
  readonly #sockets = new HostSockets();
  readonly #places: CallPlaces;
  /** Calls that change files, while they do. */
  readonly #changing = new Set<Promise<unknown>>();
  /** For what goes on when the call that opened it has ended. */
  readonly #takeBytes = async (limit: LimitName, amount: number): Promise<void> => {
    const { limiters, signal } = this.#context;
    await limiters.take(limit, amount, { signal });
  };

  constructor(context: Context, powers: Powers) {
    this.#context = context;
    this.#subjects = new Subjects(folderOf(context.module));
    const [streams, servers, sockets, replies] = [this.#streams, this.#servers, this.#sockets, this.#replies];
    this.#places = { context, powers, streams, servers, sockets, replies };
    const open = [streams, servers, sockets];
    context.signal.addEventListener("abort", () => open.forEach((each) => each.closeAll()), { once: true });
    context.onTearDown("finish what changes files", () => this.#changed());
  }

  /**
   * Does a call: on the spot when nothing has to be waited for, which gives the result itself, and else a promise of it.
   *
   * @throws {AmbitError} `permission/denied`, `limit/…`, `context/cancelled`, `host/invalid-argument`, `host/failed`; the
   *   promise rejects with them.
   */
  perform(name: CapabilityName, args: readonly unknown[], call: CallOptions): unknown {
    const row = capability(name);
    const checked = this.#check(row, args);
    const effectCall = new Call(this.#places, { row, args, checked, options: call });
    try {
      const result = row.takes.some(isTakenBefore) ? this.#performHolding(name, effectCall) : EFFECTS[name](effectCall);
      if (!(result instanceof Promise)) return result;
      if (changesFiles(row)) this.#noteChange(result);
      return result.catch((error: unknown) => {
        throw this.#explain(printCall(row, args), error);
      });
    } catch (error) {
      throw this.#explain(printCall(row, args), error);
    }
  }

  #noteChange(change: Promise<unknown>): void {
    this.#changing.add(change);
    const forget = (): void => void this.#changing.delete(change);
    change.then(forget, forget);
  }

  /** What a change still waits for it does not get any more: what is left are those that have begun. */
  #changed(): undefined | Promise<void> {
    return this.#changing.size === 0 ? undefined : Promise.allSettled(this.#changing).then(() => {});
  }

  /** Takes what the row says before the call; what is held is given back after it. */
  async #performHolding(name: CapabilityName, call: Call): Promise<unknown> {
    using _held = call.held;
    for (const take of capability(name).takes) {
      if (!isTakenBefore(take)) continue;
      const lease = await this.#context.limiters.take(take.limit as LimitName, 1, { signal: call.signal });
      if (take.per === "held") call.held.use(lease);
    }
    return await EFFECTS[name](call);
  }

  /** Moves a piece of a stream that is open, or ends it: "stream/read", "/write", "/close", "/cancel", "/open". */
  async performOnStream(name: string, args: readonly unknown[], call: CallOptions): Promise<unknown> {
    const [id] = args;
    try {
      switch (name) {
        case "stream/open":
          return this.#streams.openPipe();
        case "stream/read":
          return await this.#readPiece(id, call);
        case "stream/write":
          return await this.#streams.write(id, bytesOf(args[1], "write"));
        case "stream/close":
          return await this.#streams.close(id, "finished");
        default:
          return await this.#streams.close(id, "given up");
      }
    } catch (error) {
      throw this.#explain("the stream", error);
    }
  }

  /** Takes, answers or ends requests of a server that is open: "server/accept", "/respond", "/close". */
  async performOnServer(name: string, args: readonly unknown[]): Promise<unknown> {
    const places = { servers: this.#servers, streams: this.#streams, take: this.#takeBytes };
    try {
      if (name === "server/accept") return await acceptRequest(places, args[0]);
      if (name === "server/respond") return await answerRequest(places, args);
      return this.#servers.close(args[0]);
    } catch (error) {
      throw this.#explain("serve", error);
    }
  }

  /** Waits for a WebSocket, moves a message of one, or ends it: "socket/opened", "/next", "/send", "/close". */
  async performOnSocket(name: string, args: readonly unknown[], { delivered }: CallOptions): Promise<unknown> {
    const { signal } = this.#context;
    const places = { sockets: this.#sockets, take: this.#takeBytes };
    try {
      if (name === "socket/opened") return await this.#sockets.opened(args[0]);
      if (name === "socket/send") return await sendMessage(places, args);
      if (name !== "socket/next") return await closeSocket(places, args);
      const message = await nextMessage(places, args[0]);
      if (isMessage(message)) void delivered.then(await this.#replies.reserve(sizeOf(message), signal));
      return message;
    } catch (error) {
      throw this.#explain("WebSocket", error);
    }
  }

  /** Waits for room on the way into the isolate; it is held until the answer is there. */
  async reserve(bytes: number, { signal, delivered }: CallOptions): Promise<void> {
    const release = await this.#replies.reserve(bytes, AbortSignal.any([signal, this.#context.signal]));
    void delivered.then(release);
  }

  async #readPiece(id: unknown, { delivered }: CallOptions): Promise<unknown> {
    const piece = await this.#streams.read(id);
    const release = await this.#replies.reserve(piece?.length ?? 0, this.#context.signal);
    void delivered.then(release);
    return piece;
  }

  /** Does a call that cannot wait. Its effect takes what it needs. */
  performSync(name: CapabilityName, args: readonly unknown[]): unknown {
    const row = capability(name);
    if (row.sync !== true) throw new Error(`${name} waits`);
    const checked = this.#check(row, args);
    try {
      const options = { signal: this.#context.signal, delivered: Promise.resolve(), mayAnswerNow: () => false };
      return EFFECTS[name](new Call(this.#places, { row, args, checked, options }));
    } catch (error) {
      throw this.#explain(printCall(row, args), error);
    }
  }

  #check(row: Capability, args: readonly unknown[]): Checked {
    const checked = this.#subjects.of(row, args);
    for (const asked of checked.asked) this.#context.require(asked);
    return checked;
  }

  #explain(call: string, error: unknown): unknown {
    if (error instanceof AmbitError) return error;
    if (this.#context.signal.aborted) return this.#context.cause ?? error;
    if (error instanceof FileFailure || error instanceof HttpFailure) {
      return new AmbitError("host/failed", { call, detail: error.message });
    }
    if ((error as Error | undefined)?.name === "AbortError") return new AmbitError("context/aborted", undefined);
    return error;
  }
}

/** A call for people: `readText("./a.json")`. */
export function printCall(row: Capability, [first]: readonly unknown[]): string {
  if (typeof first !== "string") return row.name;
  const shown = first.length > MAX_SHOWN_ARGUMENT ? `${first.slice(0, MAX_SHOWN_ARGUMENT)}…` : first;
  return `${row.name}(${JSON.stringify(shown)})`;
}

function changesFiles({ needs }: Capability): boolean {
  return needs.some(({ domain, kind }) => domain === "fs" && kind !== "read");
}

/** Whether a name is one of the capability table's. */
export function isCapability(name: string): name is CapabilityName {
  return Object.hasOwn(CAPABILITIES, name);
}
