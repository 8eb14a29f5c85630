import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { SecretMask } from "./secrets.ts";

const KEY = 'p"q\n& 123456';

describe("SecretMask", () => {
  const mask = new SecretMask({ key: KEY, part: "123456" });

  it("finds a secret as it is, escaped, in a URL, and beside a cut", () => {
    const masked = (text: string): string => mask.text(text);
    assert.equal(masked(`a ${KEY}b${KEY}`), "a [secret key]b[secret key]");
    assert.equal(masked(JSON.stringify({ a: KEY })), '{"a":"[secret key]"}');
    assert.equal(masked(`?${encodeURIComponent(KEY)}#`), "?[secret key]#");
    assert.equal(masked(`as ${KEY.slice(0, 6)}…`), "as [secret key]…");
    assert.equal(masked(`as …${KEY.slice(-8)} is`), "as …[secret key] is");
    assert.equal(masked("only 123456 of it"), "only [secret part] of it");
    assert.equal(masked("nothing … of it"), "nothing … of it");
  });

  it("finds a secret in base64, whatever stands around it", () => {
    const value = "~~~>>>???>>>";
    const other = new SecretMask({ key: value });
    for (const before of ["", "u", "us", "user:"])
      for (const after of ["", "a", "ab"]) {
        const given = `${before}${value}${after}`;
        for (const encoding of ["base64", "base64url"] as const) {
          const masked = other.text(`Basic ${Buffer.from(given).toString(encoding)}!`);
          assert.match(masked, /^Basic \w{0,7}\[secret key\][\w=]{0,6}!$/, given);
        }
      }
    const short = new SecretMask({ key: "abcd" });
    assert.equal(short.text(btoa("abcd")), btoa("abcd"));
  });

  it("leaves other data, and paths, as they are", () => {
    const data = { list: [1, null, `<${KEY}>`], path: `/tmp/${KEY}`, deep: { on: true } };
    assert.deepEqual(mask.data(data), { list: [1, null, "<[secret key]>"], path: `/tmp/${KEY}`, deep: { on: true } });
    assert.equal(new SecretMask().data(data), data);
  });

  it("covers bytes", () => {
    const bytes = Buffer.concat([Buffer.from("a"), Buffer.from(KEY), Buffer.from(KEY, "utf16le"), Buffer.from("b")]);
    assert.equal(mask.bytes(bytes).toString("latin1"), `a${"*".repeat(3 * KEY.length)}b`);
  });
});
