import { describe, it } from "mocha";
import assert from "node:assert/strict";
import type { Connection, FileSystemWatcher, RelativePattern } from "vscode-languageserver/node";
import { OuterWatch, SOURCE_PATTERN } from "./outer-watch.ts";

const MARKERS = "{package.json,pnpm-workspace.yaml}";

/** What is watched after each call, and how often a client was asked. */
function watching(): { readonly watch: OuterWatch; readonly now: Set<string>; asked: number } {
  const now = new Set<string>();
  const register = (_type: unknown, { watchers }: { readonly watchers: readonly FileSystemWatcher[] }) => {
    made.asked++;
    const names = watchers.map(({ globPattern }) => {
      const { baseUri, pattern } = globPattern as RelativePattern;
      return `${(baseUri as string).replace("file://", "")} ${pattern}`;
    });
    for (const name of names) now.add(name);
    return Promise.resolve({ dispose: () => names.forEach((name) => now.delete(name)) });
  };
  const made = { watch: new OuterWatch({ client: { register } } as unknown as Connection), now, asked: 0 };
  return made;
}

describe("OuterWatch", () => {
  it("watches what makes roots above the folders, and the sources of a root that lies there", async () => {
    const { now, watch } = watching();
    await watch.follow(["/ws/a/app", "/ws/b"], ["/ws", "/ws/b", "/elsewhere"]);
    assert.deepEqual([...now], [`/ ${MARKERS}`, `/ws ${MARKERS}`, `/ws/a ${MARKERS}`, `/ws ${SOURCE_PATTERN}`]);
  });

  it("leaves out what lies in another folder of the client", async () => {
    const { now, watch } = watching();
    await watch.follow(["/ws", "/ws/a/app"], ["/ws"]);
    assert.deepEqual([...now], [`/ ${MARKERS}`]);
  });

  it("asks again only when something else is to be watched, and takes back what it asked for", async () => {
    const made = watching();
    const { now, watch } = made;
    await Promise.all([watch.follow(["/ws/a"], []), watch.follow(["/ws/a"], []), watch.follow(["/b/c"], [])]);
    assert.deepEqual([...now], [`/ ${MARKERS}`, `/b ${MARKERS}`]);
    assert.equal(made.asked, 2);
    await watch.follow([], []);
    assert.deepEqual([...now], []);
    assert.equal(made.asked, 2);
  });
});
