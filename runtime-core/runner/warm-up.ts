/** What a runner that waits can do for the module that will come: V8 compiles functions when they are first called. */
import { PROTOCOL_VERSION, type StartMessage } from "./protocol.ts";
import { Run } from "./run.ts";

/** Whether the file is there, or can be looked at, does not matter. */
const FILE = "/package.json";
const CODE = `import { exists, readText } from "ambit:fs";
export default async function main() {
  await new Promise((resolve) => setTimeout(resolve, 1));
  for (let i = 0; i < 10; i++) await exists("${FILE}").catch(() => {});
  await readText("${FILE}").catch(() => {});
  console.log("warm");
  return {};
}`;

/** Runs a module of a few lines, which nobody sees. */
export async function warmUp(): Promise<void> {
  const image = (): Promise<never> => Promise.reject(new Error("It has no children"));
  const run = new Run(startMessage(), { send: async () => {}, image, blank: undefined });
  await run.execute();
  await run.dispose();
}

function startMessage(): StartMessage {
  const file = { path: "/main.js", code: CODE, imports: { "ambit:fs": "ambit:fs" } };
  return {
    kind: "start",
    version: PROTOCOL_VERSION,
    image: {
      program: { entry: file.path, files: [file] },
      manifest: { permissions: { fs: { read: [FILE] } } },
      files: {},
    },
    root: process.cwd(),
    env: {},
    secrets: {},
    bounds: {},
    args: "{}",
    held: false,
    snapshotEveryMs: 0,
    profile: false,
  };
}
