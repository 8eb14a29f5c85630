import { afterEach, beforeEach, describe, it } from "mocha";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { MarkerWatch } from "./marker-watch.ts";

const EVERY_MS = 10;

describe("MarkerWatch", () => {
  let root: string;
  let told: string[];
  let watch: MarkerWatch;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ambit-markers-"));
    await mkdir(path.join(root, "packages/app"), { recursive: true });
    told = [];
    const onChange = (change: { readonly file: string; readonly kind: string }): void => {
      told.push(`${change.kind} ${path.relative(root, change.file)}`);
    };
    watch = new MarkerWatch({ onChange, everyMs: EVERY_MS });
  });

  afterEach(async () => {
    watch[Symbol.dispose]();
    await rm(root, { recursive: true });
  });

  /** Does something until it is told of: the first look at a file may come behind it. */
  const until = async (line: string, act: (round: number) => Promise<void>): Promise<void> => {
    told = [];
    for (let round = 0; !told.includes(line); round++) {
      await act(round);
      await wait(2 * EVERY_MS);
    }
  };
  const write = (name: string) => (round: number) => writeFile(path.join(root, name), " ".repeat(round));

  it("says what becomes of files that make roots above the folders", async () => {
    watch.follow([path.join(root, "packages/app")]);
    await until("changed package.json", write("package.json"));
    await until("changed packages/pnpm-workspace.yaml", write("packages/pnpm-workspace.yaml"));
    await until("deleted package.json", () => rm(path.join(root, "package.json"), { force: true }));
  });

  it("looks for nothing that lies in a folder of the client", async () => {
    watch.follow([path.join(root, "packages/app"), path.join(root, "packages")]);
    await writeFile(path.join(root, "packages/package.json"), "{}");
    await until("changed pnpm-workspace.yaml", write("pnpm-workspace.yaml"));
    assert.deepEqual([...new Set(told)], ["changed pnpm-workspace.yaml"]);
  });
});
