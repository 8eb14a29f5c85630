/** No form of the language hides an effect. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { FORMS, OTHER_FILE } from "./forms.ts";

/** What the evaluation does not follow, and why. */
const NOT_FOLLOWED: ReadonlyMap<string, string> = new Map([
  ["withResolvers", "the function comes into the promise after it was taken out"],
  ["thrownGetter", "the host that is told of an error is not followed"],
]);

describe("an effect", () => {
  for (const [name, [extension, text]] of Object.entries(FORMS)) {
    const reason = NOT_FOLLOWED.get(name);
    it(reason === undefined ? `is found in ${name}` : `is missed in ${name}: ${reason}`, async () => {
      const entry = `/main.${extension}`;
      const workspace = new MemoryWorkspace({ [entry]: text, "/b.ts": OTHER_FILE });
      const { effects, unknowns } = (await prepare(entry, workspace)).effects;
      const found = effects.some(
        ({ kind, resource }) => kind === "http.read" && (resource === null || resource === "https://x.example/1"),
      );
      assert.equal(found || unknowns.length > 0, reason === undefined);
    });
  }
});
