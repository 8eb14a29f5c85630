import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { isPublicAddress } from "./addresses.ts";

const PUBLIC = ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"];
const LOCAL = [
  "127.0.0.1",
  "10.1.2.3",
  "172.16.0.1",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "255.255.255.255",
  "224.0.0.1",
  "::1",
  "::",
  "fe80::1",
  "fe80::1%eth0",
  "fd00::1",
  "ff02::1",
  "::ffff:127.0.0.1",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "localhost",
  "",
];

describe("isPublicAddress()", () => {
  for (const address of PUBLIC) it(`is true for ${address}`, () => assert.equal(isPublicAddress(address), true));
  for (const address of LOCAL) it(`is false for "${address}"`, () => assert.equal(isPublicAddress(address), false));
});
