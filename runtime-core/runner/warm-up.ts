/** What a runner that waits can do for the module that will come: V8 compiles functions when they are first called. */
import { PROTOCOL_VERSION, type StartMessage } from "./protocol.ts";
import { Run } from "./run.ts";

const CODE = `export default async function main() {
  await new Promise((resolve) => setTimeout(resolve, 1));
  console.log("warm");
  return {};
}`;
const START: StartMessage = {
  kind: "start",
  version: PROTOCOL_VERSION,
  image: { program: { entry: "/main.js", files: [{ path: "/main.js", code: CODE, imports: {} }] }, manifest: {} },
  root: "/",
  env: {},
  bounds: {},
  args: "{}",
  held: false,
  snapshotEveryMs: 0,
  profile: false,
};

/** Runs a module of a few lines, which nobody sees. */
export async function warmUp(): Promise<void> {
  const image = (): Promise<never> => Promise.reject(new Error("It has no children"));
  const run = new Run(START, { send: async () => {}, image, blank: undefined });
  await run.execute();
  await run.dispose();
}
