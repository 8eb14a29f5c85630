/**
 * A copy of `examples/forecast` as a project of its own, with its weather service running and the types that npm
 * would bring.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const USUAL_PORT = 8787;

/** A project that goes away, with its service, when disposed. */
export class ForecastProject {
  /** The folder that an editor opens. */
  readonly folder: string;
  /** `main.ts`. */
  readonly main: string;
  /** As the manifest writes it: "http://localhost:8787". */
  readonly api: string;
  readonly #service: Server;

  private constructor(folder: string, service: Server) {
    this.folder = folder;
    this.main = path.join(folder, "main.ts");
    this.#service = service;
    this.api = `http://localhost:${(service.address() as AddressInfo).port}`;
  }

  /** Makes the project. The service has the usual port if it is free. */
  static async create(): Promise<ForecastProject> {
    const parent = realpathSync(mkdtempSync(path.join(os.tmpdir(), "ambit-editor-")));
    const folder = path.join(parent, "forecast");
    cpSync(path.join(ROOT, "examples/forecast"), folder, { recursive: true });
    const types = path.join(folder, "node_modules/ambit/types");
    mkdirSync(types, { recursive: true });
    cpSync(path.join(ROOT, "types"), types, { recursive: true });
    const settings = readFileSync(path.join(ROOT, "examples/tsconfig.json"), "utf8");
    writeFileSync(path.join(folder, "tsconfig.json"), settings.replace("../types/", "./node_modules/ambit/types/"));
    writeFileSync(path.join(folder, "package.json"), '{ "name": "forecast", "private": true, "type": "module" }\n');
    const project = new ForecastProject(folder, await startService());
    for (const file of ["main.ts", "server.mjs"]) {
      const text = readFileSync(path.join(folder, file), "utf8");
      writeFileSync(path.join(folder, file), text.replaceAll(`http://localhost:${USUAL_PORT}`, project.api));
    }
    return project;
  }

  /** A file as it is on the disk. */
  read(name: string): string {
    return readFileSync(path.join(this.folder, name), "utf8");
  }

  /** Writes a file, and the folders above it. */
  write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** The 1-based line of a file that holds a text. */
  lineOf(text: string, file = "main.ts"): number {
    const line = this.read(file)
      .split("\n")
      .findIndex((one) => one.includes(text));
    if (line === -1) throw new Error(`${file} does not hold ${text}`);
    return line + 1;
  }

  [Symbol.dispose](): void {
    this.#service.close();
    this.#service.closeAllConnections();
    rmSync(path.dirname(this.folder), { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Service {
  readonly startWeatherServer: (port: number) => Promise<Server>;
}

async function startService(): Promise<Server> {
  const { startWeatherServer } = (await import(path.join(ROOT, "examples/forecast/server.mjs"))) as Service;
  try {
    return await startWeatherServer(USUAL_PORT);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return startWeatherServer(0);
  }
}
