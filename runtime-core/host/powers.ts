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
export interface OpenFile extends AsyncDisposable {
  readonly realPath: FilePath;
  readonly sizeBytes: number;
  readonly created: boolean;
  /** Reads all there is. */
  read(): Promise<Uint8Array>;
  /** Replaces the contents. */
  replace(bytes: Uint8Array): Promise<void>;
  /** Writes behind the end. */
  append(bytes: Uint8Array): Promise<void>;
}

/** A file operation that failed for a reason the module may know. The message names no path of the disk. */
export class FileFailure extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** The files below the project root. Every path is a project path; leaving the root fails, also through links. */
export interface FilePower {
  /** Opens a regular file. "create" fails when there is one, "update" when there is none. */
  open(path: FilePath, access: "read" | "create" | "update" | "write"): Promise<OpenFile>;
  /** What a path is; undefined when there is nothing. */
  stat(path: FilePath): Promise<EntryStat | undefined>;
  /** Names in a folder, in order. Links are "other". */
  list(path: FilePath): Promise<readonly { readonly name: string; readonly kind: EntryKind }[]>;
  /** Where the folder of a path really lies, and so the path itself when it is new. */
  realTarget(path: FilePath): Promise<FilePath>;
  /** Creates one folder; false when it is there already. */
  createFolder(path: FilePath): Promise<boolean>;
  /** Removes a file, a link or an empty folder. */
  remove(path: FilePath): Promise<void>;
  /** Moves within the project. */
  rename(from: FilePath, to: FilePath): Promise<void>;
}

/** One request of one hop. */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
  /** Whether a name may be connected at the address that it resolved to. */
  readonly addressAllowed: (address: string) => boolean;
}

/** The answer of one hop; redirects are not followed. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Pieces of the decoded body. Ending the iteration early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** An HTTP request that failed for a reason the module may know. */
export class HttpFailure extends Error {}

/** HTTP as a client. */
export interface HttpPower {
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** Other modules. */
export interface ModulePower {
  /** Starts a child; gives its id. `options` is JSON. */
  spawn(path: FilePath, options: string): Promise<string>;
  /** Waits for its result, as JSON; rejects when it ends in another way. */
  result(id: string, signal: AbortSignal): Promise<string>;
  /** Ends it. */
  cancel(id: string, reason: string): Promise<void>;
}

/** All of them. */
export interface Powers {
  readonly files: FilePower;
  readonly http: HttpPower;
  readonly modules: ModulePower;
  /** Takes a line of output. */
  readonly write: (stream: "stdout" | "stderr", line: string) => void;
}
