/** In a process of its own, because it changes V8. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "mocha";
import { YOUNG_GENERATION_BYTES } from "./young-generation.ts";

/** Makes much that lives for a while, as keystrokes do, and says how far the young generation has grown. */
const PROGRAM = `
  const { boundYoungGeneration, youngGenerationBytes } = await import(process.argv[1]);
  if (process.argv[2] === "bound") boundYoungGeneration();
  let kept = [];
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < 100_000; i++) kept.push({ i });
    if (kept.length > 400_000) kept = kept.slice(200_000);
    await new Promise((resolve) => setTimeout(resolve));
  }
  console.log(youngGenerationBytes());
`;

describe("boundYoungGeneration()", () => {
  const grown = (how: string): number => {
    const file = new URL("./young-generation.ts", import.meta.url).href;
    return Number(
      execFileSync(process.execPath, ["--input-type=module", "-e", PROGRAM, file, how], { encoding: "utf8" }),
    );
  };

  it("ends the growth of what V8 sets aside", () => {
    assert.ok(grown("bound") <= YOUNG_GENERATION_BYTES);
    assert.ok(grown("free") > YOUNG_GENERATION_BYTES);
  }).timeout(20_000);
});
