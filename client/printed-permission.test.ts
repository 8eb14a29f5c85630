import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { printPermission, readPermission } from "./printed-permission.ts";

describe("readPermission()", () => {
  it("takes apart what is printed; a resource may hold what parts are divided by", () => {
    for (const [printed, domain, kind, resource] of [
      ["env.read HOME", "env", "read", "HOME"],
      ["fs.read /a b/c.d.txt", "fs", "read", "/a b/c.d.txt"],
      ["http.read https://a.example/x?y=1 2", "http", "read", "https://a.example/x?y=1 2"],
      ["fs.read /a\nb", "fs", "read", "/a\nb"],
    ] as const) {
      assert.deepEqual(readPermission(printed), { domain, kind, resource });
      assert.equal(printPermission({ domain, kind, resource }), printed);
    }
  });

  it("leaves empty what is not there", () => {
    assert.deepEqual(readPermission(""), { domain: "", kind: "", resource: "" });
    assert.deepEqual(readPermission("fs.read"), { domain: "fs", kind: "read", resource: "" });
  });
});
