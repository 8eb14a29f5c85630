/** The extension host of a VS Code, for tests of what other extensions see: functions of a test that run there. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type * as VsCodeApi from "vscode";

interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** Waits for the extension in `extension-host/` to call, and gives it functions to run, one after the other. */
export class ExtensionHost {
  /** The extension, for `developmentOptions` of VS Code. */
  static readonly extension = path.join(import.meta.dirname, "extension-host");
  /** Variables for the server that starts the extension host. */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "ambit-host-"));
  readonly #server: Server;
  readonly #connected: Promise<Socket>;
  #last: Promise<unknown> = Promise.resolve();

  constructor() {
    const socket = path.join(this.#folder, "host.sock");
    this.env = { AMBIT_EXTENSION_HOST: socket };
    this.#server = createServer().listen(socket);
    this.#connected = once(this.#server, "connection").then(([connection]) => connection as Socket);
  }

  /** Runs a function there. It sees nothing of this file; what it is given and gives back is JSON. */
  run<Args extends readonly unknown[], Result>(
    work: (vscode: typeof VsCodeApi, ...args: Args) => Result | Promise<Result> | Thenable<Result>,
    ...args: Args
  ): Promise<Result> {
    const result = this.#last.then(() => this.#ask(work.toString(), args));
    this.#last = result.catch(() => {});
    return result as Promise<Result>;
  }

  async #ask(source: string, args: readonly unknown[]): Promise<unknown> {
    const socket = await this.#connected;
    const lines = createInterface({ input: socket });
    socket.write(`${JSON.stringify({ source, args })}\n`);
    const [line] = (await once(lines, "line")) as [string];
    lines.close();
    const { value, error } = JSON.parse(line) as Answer;
    if (error !== undefined) throw new Error(error);
    return value;
  }

  [Symbol.dispose](): void {
    this.#server.close();
    void this.#connected.then((socket) => socket.destroy());
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
