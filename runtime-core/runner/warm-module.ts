/** A module that calls what most modules call, so that V8 compiles what they need of a runner. */
import { PROTOCOL_VERSION, type StartMessage } from "./protocol.ts";

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

/** What a runner is told to run it. */
export function warmModule(): StartMessage {
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
