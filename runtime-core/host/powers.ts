/**
 * What the outside supplies to the host functions: files of one project, HTTP, output, time, other modules.
 *
 * Powers know nothing of permissions and limits. They say what they really touched, so that it can be checked.
 */
import type { FilePath } from "../base/span.ts";

/** What a path is. */
export type EntryKind = "file" | "folder" | "other";

/** What is known of a path without opening it. */
export interface EntryStat {
  readonly kind: EntryKind;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Where it really lies, symbolic links followed. */
  readonly realPath: FilePath;
}

/** An open file. `realPath` is where it really lies; what was opened cannot change under it. */
interface OpenFile {
  readonly realPath: FilePath;
  /** At the opening. */
  readonly sizeBytes: number;
}

/** A file that was opened to be read. */
export interface ReadableFile extends OpenFile, Disposable {
  /** Reads from the start, at most `sizeBytes`, on the spot; for small files. */
  readNow(): Uint8Array;
  /** Reads from the start, at most `sizeBytes`. */
  read(): Promise<Uint8Array>;
  /** The next bytes, at most 64 KiB; none at the end. */
  readPiece(): Promise<Uint8Array>;
}

/** A file that was opened or made to be written. */
export interface WritableFile extends OpenFile, Disposable {
  /** It was made, and not there before. */
  readonly isNew: boolean;
  /** Writes all of it where the file stands: at the start, or behind the end when it was opened to append. */
  write(bytes: Uint8Array): Promise<void>;
  /** The same on the spot; for little. */
  writeNow(bytes: Uint8Array): void;
  /** Cuts off what it has beyond so many bytes. */
  cut(sizeBytes: number): void;
}

/** A file operation that failed for a reason the module may know. The message names no path of the disk. */
export class FileFailure extends Error {
  /** The operating system's word: "EEXIST". */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The files below the project root. Every path is a project path; leaving the root fails, also through links.
 *
 * `allow` is asked with the real path of what is about to be done, inside the folder that was opened for it; it throws
 * to refuse. What gives no promise is done on the spot.
 */
export interface FilePower {
  /** Opens a regular file that exists. */
  openToRead(path: FilePath): ReadableFile;
  /** Opens a regular file that exists. */
  openToWrite(path: FilePath, access: "update" | "append"): WritableFile;
  /** Makes a file that does not exist. */
  create(path: FilePath, allow: (realPath: FilePath) => void): WritableFile;
  /** Where a path really lies; undefined when there is nothing. */
  realPath(path: FilePath): FilePath | undefined;
  /** What a path is; undefined when there is nothing. */
  stat(path: FilePath): EntryStat | undefined;
  /** Names in a folder, in order. Links are "other". */
  list(
    path: FilePath,
    allow: (realPath: FilePath) => void,
  ): Promise<readonly { readonly name: string; readonly kind: EntryKind }[]>;
  /**
   * Calls `changed` with the name of each entry of a folder that is made, changed or taken away, and with undefined when
   * the folder itself is or nothing more is known; until the result is disposed.
   */
  watch(path: FilePath, allow: (realPath: FilePath) => void, changed: (name: string | undefined) => void): Disposable;
  /** Makes one folder that does not exist. */
  createFolder(path: FilePath, allow: (realPath: FilePath) => void): void;
  /** Removes a file, a link or an empty folder. */
  remove(path: FilePath, allow: (realPath: FilePath) => void): void;
  /** Moves within the project. */
  rename(from: FilePath, to: FilePath, allow: (realFrom: FilePath, realTo: FilePath) => void): void;
}

/** One request of one hop. */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Pieces are sent as they come, and the next one is asked for when there is room. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  /** Whether a name may be connected at an address that it resolves to; asked for each request. */
  readonly addressAllowed: (address: string) => boolean;
}

/** The answer of one hop; redirects are not followed. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Pieces of the body as it was sent. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives the rest of the body up, and its connection. */
  close(): void;
}

/** An HTTP request that failed for a reason the module may know. */
export class HttpFailure extends Error {}

/** The beginning of an answer. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** A request to a server of a module. */
export interface IncomingRequest {
  readonly method: string;
  /** What stands behind the method: "/a?b". */
  readonly target: string;
  /** The host that the client named: "localhost:8080". */
  readonly authority: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Nothing when the request has none. */
  readonly body: AsyncIterable<Uint8Array> | undefined;
  /** Answers, once; resolves when all of the body has left. */
  respond(head: ResponseHead, body: AsyncIterable<Uint8Array> | Uint8Array): Promise<void>;
}

/** A server that listens. */
export interface Listener {
  readonly port: number;
  /** Takes no more requests, and drops its connections. */
  close(): void;
}

/** HTTP as a client and as a server. */
export interface HttpPower {
  send(request: HttpRequest): Promise<HttpResponse>;
  listen(
    at: { readonly host: string; readonly port: number },
    take: (request: IncomingRequest) => void,
  ): Promise<Listener>;
}

/** What goes over a WebSocket: a text, or bytes. */
export type SocketMessage = string | Uint8Array;

/** The end of a WebSocket: RFC 6455 §7.1.5 and §7.1.6. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
  /** Whether both sides have said so. */
  readonly clean: boolean;
}

/** An open WebSocket. */
export interface SocketConnection {
  /** The subprotocol that the server chose; empty when none was asked for. */
  readonly protocol: string;
  /** The next message, or the end; what comes meanwhile waits with the server. */
  next(): Promise<SocketMessage | SocketEnd>;
  /** Sends a message; resolves when it has left this process, or never will. */
  send(message: SocketMessage): Promise<void>;
  /** Begins to end it. */
  close(code?: number, reason?: string): void;
}

/** How a WebSocket is opened. */
export interface SocketRequest {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly signal: AbortSignal;
  /** Whether a name may be connected at an address that it resolves to. */
  readonly addressAllowed: (address: string) => boolean;
}

/** Other modules. */
export interface ModulePower {
  /** Starts a child; gives its id. `options` is JSON. */
  spawn(path: FilePath, options: string): Promise<string>;
}

/** All of them. */
export interface Powers {
  readonly files: FilePower;
  readonly http: HttpPower;
  readonly openSocket: (request: SocketRequest) => Promise<SocketConnection>;
  readonly modules: ModulePower;
  /** The value of a secret; undefined when there is none of that name. */
  readonly secretOf: (name: string) => string | undefined;
  /** Takes a line of output; resolves when it has left the process, so that a flood waits. */
  readonly write: (stream: "stdout" | "stderr", line: string) => Promise<void>;
}
