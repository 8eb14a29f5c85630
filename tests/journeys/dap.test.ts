/**
 * The example, debugged through `ambit dap` as an editor does it.
 */
import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { Session } from "../debug/debug-client.ts";
import { Folder, LAUNCHER } from "./ambit-process.ts";

const EXAMPLE = path.resolve(import.meta.dirname, "../../examples/forecast");

describe("ambit dap", function () {
  this.timeout(30_000);
  let server: Server;
  let folder: Folder;

  before(async () => {
    const { startWeatherServer } = (await import(path.join(EXAMPLE, "server.mjs"))) as {
      startWeatherServer(port: number): Promise<Server>;
    };
    server = await startWeatherServer(0);
    folder = new Folder({});
    cpSync(EXAMPLE, folder.path, { recursive: true });
    const source = readFileSync(path.join(EXAMPLE, "main.ts"), "utf8");
    folder.write("main.ts", source.replace("8787", String((server.address() as AddressInfo).port)));
  });
  after(() => {
    server.close();
    server.closeAllConnections();
    folder[Symbol.dispose]();
  });

  /** 1-based number of the line of a file that contains a text. */
  function lineOf(file: string, text: string): number {
    return (
      readFileSync(file, "utf8")
        .split("\n")
        .findIndex((line) => line.includes(text)) + 1
    );
  }

  it("stops in the forecast and in its child, with limits and permissions that are true", async () => {
    const main = path.join(folder.path, "main.ts");
    const advice = path.join(folder.path, "advice.ts");
    const atFetch = lineOf(main, "await fetch(");
    await using session = await Session.start({
      adapter: [LAUNCHER, "dap"],
      launch: { program: main, root: folder.path, args: { city: "oslo" }, env: { UNITS: "imperial" } },
      breakpoints: [
        { file: main, line: atFetch },
        { file: advice, line: lineOf(advice, "celsius < 5") },
      ],
    });
    assert.equal(await session.stopText(), `breakpoint main main.ts:${atFetch}`);
    assert.equal((await session.scope("Limits")).get("http/request")?.value, "10 of 10 left (10/s)");
    assert.equal((await session.scope("Permissions")).get("fs.read /stations/*.json")?.value, "granted, used once");
    assert.equal(await session.evaluate("station.name"), '"Oslo"');
    assert.equal(await session.step("next"), `step main main.ts:${atFetch + 1}`);
    const requests = (await session.scope("Limits")).get("http/request");
    assert.match(requests?.value ?? "", / of 10 left \(10\/s\)$/);
    assert.equal((await session.open(requests?.variablesReference ?? 0)).get("taken")?.value, "1");
    assert.equal(await session.evaluate("reply.status"), "200");
    await session.continue();
    const { threadId = 0, reason } = await session.stop();
    assert.equal(reason, "breakpoint");
    assert.equal(await session.evaluate("celsius", "watch", threadId), "3");
    assert.match((await session.scope("Limits", threadId)).get("execution/cpu-time")?.value ?? "", / of 50 ms left$/);
    await session.continue(threadId);
    assert.equal(await session.exitCode(), 0);
    assert.match(session.output("stdout"), /Oslo: 37 °F, light snow/);
    assert.match(session.output("stdout"), /"advice":"Take a coat"/);
  });
});
