import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { DAP_ERRORS, DapError } from "./dap-errors.ts";

describe("DAP_ERRORS", () => {
  it("has each id once", () => {
    const ids = Object.values(DAP_ERRORS).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("puts values into the message, also those that look like places", () => {
    assert.equal(new DapError("missingThread", { threadId: 3 }).message, "There is no thread 3; its isolate has ended");
    assert.equal(new DapError("cannotEvaluate", { message: "{command}" }).message, "{command}");
  });
});
