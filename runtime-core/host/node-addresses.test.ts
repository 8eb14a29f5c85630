/** What modules are told of connections that fail. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { connectionFailure } from "./node-addresses.ts";

describe("connectionFailure()", () => {
  it("says nothing of this machine's addresses", () => {
    const error = Object.assign(new Error("connect EHOSTUNREACH 10.0.0.5:80 - Local (192.168.1.2:55555)"), {
      code: "EHOSTUNREACH",
    });
    assert.equal(connectionFailure(error, new URL("http://a.example/"))?.message, "a.example cannot be reached");
  });

  it("has the code of attempts at several addresses, which have no message together", () => {
    const error = Object.assign(new AggregateError([]), { code: "EADDRNOTAVAIL" });
    assert.equal(connectionFailure(error, new URL("http://a.example/"))?.message, "a.example: EADDRNOTAVAIL");
  });
});
