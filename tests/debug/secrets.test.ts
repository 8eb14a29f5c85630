import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { afterEach, beforeEach, describe, it } from "mocha";
import { fixture, launchOf, Session } from "./debug-client.ts";

const SECRET = "open-sesame/2026?a=b";
const FILE = fixture("secretive.ts");

describe("secrets and records", function () {
  // Each session starts two processes.
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "ambit-records-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("a secret is told nowhere, not even in files", async () => {
    const record = path.join(folder, "made", "run.jsonl");
    const profile = path.join(folder, "profiles");
    const told: string[] = [];
    await using session = await Session.open();
    const { client } = session;
    (client as unknown as { dispatch: (body: string) => void }).dispatch = ((dispatch) => (body: string) => {
      told.push(body);
      dispatch.call(client, body);
    })((client as unknown as { dispatch: (body: string) => void }).dispatch);
    const args = { key: SECRET };
    const launch = launchOf("secretive.ts", args, {
      env: { TOKEN: SECRET },
      secrets: { door: SECRET },
      record,
      profile,
    });
    const initialized = client.waitForEvent("initialized");
    await client.initializeRequest();
    const launched = client.launchRequest({ ...launch, skipCheck: true } as object);
    await initialized;
    await client.setBreakpointsRequest({
      source: { path: FILE },
      breakpoints: [{ line: 18, logMessage: "now {token}" }, { line: 18 }],
    });
    await client.setExceptionBreakpointsRequest({ filters: ["permission-denied", "uncaught"] });
    await client.configurationDoneRequest();
    await launched;
    await session.stop();
    await lookEverywhere(session);
    for (;;) {
      await session.continue();
      const next = await Promise.race([session.stop(), session.exitCode()]);
      if (typeof next === "number") break;
      await client.exceptionInfoRequest({ threadId: 1 });
      await lookEverywhere(session);
    }
    const all = told.join("\n");
    for (const form of [SECRET, encodeURIComponent(SECRET), SECRET.slice(0, 12), SECRET.slice(-12)])
      assert.equal(all.includes(form), false, all.slice(Math.max(0, all.indexOf(form) - 300), all.indexOf(form) + 100));
    assert.match(session.output("stdout"), /it is \[secret door\], really/);
    assert.match(session.output("stdout"), /now \[secret door\]/);
    assert.match(session.output("stderr"), /cannot use \[secret door\]/);

    const lines = readFileSync(record, "utf8").trimEnd().split("\n");
    const events = lines.map((line) => JSON.parse(line) as DebugProtocol.Event & { ms: number });
    assert(events.every((each, index) => index === 0 || each.ms >= (events[index - 1]?.ms ?? 0)));
    const names = new Set(events.map(({ event }) => event));
    const expected = ["thread", "stopped", "output", "ambit/limits", "ambit/permission", "ambit/hostCall"];
    for (const name of [...expected, "ambit/outcome", "ambit/report", "exited", "terminated"])
      assert(names.has(name), name);
    const profiles = readdirSync(profile).map((name) => path.join(profile, name));
    for (const file of [record, ...profiles]) assert.equal(readFileSync(file, "utf8").includes(SECRET), false, file);
    assert(session.output("console").includes(record));
  });

  it("a module uses a secret that it never has", async () => {
    const got: (string | undefined)[] = [];
    const server = createServer(({ headers }, response) => {
      got.push(headers.authorization);
      response.end(headers.authorization);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
      const launch = launchOf("uses-secret.ts", { url }, { secrets: { door: SECRET } });
      await using session = await Session.start({ launch });
      assert.equal(await session.exitCode(), 0);
      assert.deepEqual(got, [`Bearer ${SECRET}`]);
      assert.match(session.output("stdout"), /it is open: Bearer \[secret door\]/);
    } finally {
      server.close();
    }
  });

  it("a record that cannot be written, and a secret that is too short, refuse the launch", async () => {
    const refused = async (more: object): Promise<unknown> => {
      await using session = await Session.open();
      await session.client.initializeRequest();
      return await session.client
        .launchRequest(launchOf("secretive.ts", {}, more) as object)
        .catch((error: Error) => error);
    };
    assert.match(String(await refused({ record: `${FILE}/run.jsonl` })), /Cannot write ".*secretive\.ts\/run\.jsonl"/);
    assert.match(
      String(await refused({ secrets: { door: "abc" } })),
      /"secrets" must be an object of texts of 4 characters or more/,
    );
  });
});

/** Asks for all that can be asked for where a thread stands. */
async function lookEverywhere(session: Session): Promise<void> {
  const { client } = session;
  const [top] = await session.stack();
  if (top === undefined) return;
  const { scopes } = (await client.scopesRequest({ frameId: top.id })).body;
  for (const { name, variablesReference } of scopes) {
    if (name === "Global") continue;
    for (const each of (await session.open(variablesReference)).values()) {
      if (each.variablesReference > 0) await session.open(each.variablesReference);
      const { memoryReference } = each;
      if (memoryReference === undefined) continue;
      const read = async (offset: number, count: number): Promise<string> => {
        const answer = await client.customRequest("readMemory", { memoryReference, offset, count });
        return Buffer.from((answer.body as { data?: string }).data ?? "", "base64").toString("latin1");
      };
      assert.equal((await read(0, 100)).includes(SECRET), false);
      for (const middle of [6, 8]) {
        const pieces = await Promise.all([read(0, middle), read(middle, 100)]);
        assert(!pieces.join("").includes(SECRET) && pieces.some((piece) => piece.includes("*")), pieces.join("|"));
      }
    }
  }
  for (const expression of ["token", "held", "long", "url", "own", "[held]", "nothing.here + token"])
    for (const context of ["hover", "watch", "repl", "clipboard"])
      await session.evaluate(expression, context).catch(() => {});
  await client.customRequest("completions", { text: "own.", column: 5, frameId: top.id });
  await client.customRequest("ambit/snapshot");
}
