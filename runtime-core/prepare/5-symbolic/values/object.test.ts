/** Members of objects that inherit from several. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { AbstractObject, plainMember, PROTO, withMember, withSlot } from "./object.ts";
import { ABSENT, joinValues, stringValue } from "./value.ts";

describe("plainMember()", () => {
  it("looks through each of many objects once that inherit from all of them", () => {
    const all = Array.from({ length: 12 }, () => new AbstractObject("object", 0));
    for (const each of all) each.state = withSlot(each.state, PROTO, all);
    const [first, last] = [all[0], all.at(-1)];
    assert.ok(first !== undefined && last !== undefined);
    assert.deepEqual(plainMember(first, "a"), ABSENT);
    last.state = withMember(last.state, "a", stringValue("x"));
    assert.deepEqual(plainMember(first, "a"), stringValue("x"));
    const top = new AbstractObject("object", 0);
    for (const each of all) each.state = withSlot(each.state, PROTO, [...all, top]);
    assert.deepEqual(plainMember(first, "a"), joinValues(stringValue("x"), ABSENT));
  });
});
