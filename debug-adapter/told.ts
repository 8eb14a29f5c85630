/**
 * All that a session tells its client, on its way out: without the secrets of the launch, and kept in a record when one is wanted.
 */
import type { SendEvent } from "./announce.ts";
import { RunRecord } from "./run-record.ts";
import { SecretMask } from "./secrets.ts";

/** What holds for one run. */
export interface Telling {
  /** Values by their names. */
  readonly secrets: Readonly<Record<string, string>> | undefined;
  /** The path of a file. */
  readonly record: string | undefined;
}

/** One for a session. */
export class Told {
  readonly #send: SendEvent;
  #mask = new SecretMask();
  #record: RunRecord | undefined;

  constructor(send: SendEvent) {
    this.#send = send;
  }

  /** A run begins. @throws {DapError} `cannotWrite` */
  begin({ secrets, record }: Telling): void {
    this.end();
    this.#mask = new SecretMask(secrets);
    if (record !== undefined) this.#record = RunRecord.open(record);
  }

  /** Tells an event. */
  readonly event: SendEvent = (name, body) => {
    const masked = this.data(body);
    this.#record?.add(name, masked);
    this.#send(name, masked);
  };

  /** Plain data without secrets. */
  data<T>(data: T): T {
    return this.#mask.data(data);
  }

  /** Bytes without secrets. */
  bytes(bytes: Buffer): Buffer {
    return this.#mask.bytes(bytes);
  }

  /** So many bytes the longest form of a secret takes; 0 without secrets. */
  get longestSecretBytes(): number {
    return this.#mask.longestBytes;
  }

  /** What to say of the record, when there is one. */
  get recordText(): string | undefined {
    if (this.#record === undefined) return undefined;
    const { file, problem } = this.#record;
    return problem === undefined
      ? `The record of the run: ${file}`
      : `The record of the run is not complete: ${problem}`;
  }

  /** The run has ended: what comes is not kept. */
  end(): void {
    this.#record?.[Symbol.dispose]();
    this.#record = undefined;
  }
}
