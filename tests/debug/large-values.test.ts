import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { fixture, launchOf, Session } from "./debug-client.ts";

const LARGE = fixture("large.ts");
const lineOf = (text: string): number =>
  readFileSync(LARGE, "utf8")
    .split("\n")
    .findIndex((line) => line.includes(text)) + 1;
/** No answer for a person needs to be longer. */
const MOST_CHARACTERS = 2_000_000;

describe("values that fit into no message", function () {
  // Each session starts two processes.
  this.timeout(60_000);

  it("are cut where they are, and the module lives", async () => {
    await using session = await Session.start({
      launch: launchOf("large.ts"),
      breakpoints: [{ file: LARGE, line: lineOf("return [text") }],
    });
    await session.stop();
    const local = await session.scope("Local");
    const value = (name: string): string => local.get(name)?.value ?? "";
    const open = async (name: string): Promise<Map<string, { value: string }>> => {
      const found = await session.open(local.get(name)?.variablesReference ?? 0);
      assert(JSON.stringify([...found]).length < MOST_CHARACTERS, name);
      return found;
    };
    assert.equal(value("text"), '"…" (39999995 characters)');
    assert.equal(value("joined"), '"…" (256000000 characters)');
    const items = await open("items");
    assert.equal(items.get("4999")?.value, "4999");
    assert.equal(items.get("…")?.value, "995000 more items");
    assert.equal((await open("keys")).get("…")?.value, "45000 more properties");
    const text = (await open("texts")).get("3")?.value ?? "";
    assert.match(text, /^"piecepiece.*…" \(100000 characters\)$/);
    const notes = await open("notes");
    const shown = notes.size - 1;
    assert(shown > 200);
    assert.equal(notes.get("…")?.value, `${4000 - shown} more properties`);
    assert.match(
      notes.get(`note${shown - 1}`)?.value ?? "",
      new RegExp(`^"${shown - 1} \\\\n.*…" \\(900\\d characters\\)$`),
    );
    assert.equal((await open("bytes")).get("…")?.value, "19995000 more items");
    assert.equal((await open("holder")).get("text")?.value, '"…" (40000000 characters)');
    assert.equal(local.get("boxed")?.variablesReference, 0);
    assert.match(value("symbol"), /^Symbol\(mark/);

    for (const context of ["watch", "hover", "repl"])
      assert.equal(await session.evaluate("text", context), '"…" (39999995 characters)', context);
    // What is copied is the text itself, as far as a message takes it.
    const copied = await session.evaluate("text", "clipboard");
    assert(copied.length < MOST_CHARACTERS && /^a line\na line\n[^]*…$/.test(copied));
    assert.match(await session.evaluate("texts[0], texts[1]"), /^"piece.*…" \(100000 characters\)$/);
    assert.equal(await session.evaluate("text.length"), "39999995");
    const targets = await session.client.customRequest("completions", {
      text: "items.",
      column: 7,
      frameId: (await session.stack())[0]?.id,
    });
    assert(targets.body.targets.length < 200);

    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("are never set cut", async () => {
    await using session = await Session.start({
      launch: launchOf("large.ts"),
      breakpoints: [{ file: LARGE, line: lineOf("return [text") }],
    });
    await session.stop();
    const [top] = await session.stack();
    const { scopes } = (await session.client.scopesRequest({ frameId: top?.id ?? 0 })).body;
    const variablesReference = scopes.find(({ name }) => name === "Local")?.variablesReference ?? 0;
    const set = session.client.setVariableRequest({ variablesReference, name: "text", value: '"b".repeat(20_000)' });
    await assert.rejects(set, /too long to be set here/);
    assert.equal(await session.evaluate("text.length"), "39999995");
    await session.client.setVariableRequest({ variablesReference, name: "text", value: '"b".repeat(9000)' });
    assert.equal(await session.evaluate("text.length"), "9000");
  });

  it("are cut when they are thrown, or logged", async () => {
    await using session = await Session.start({
      launch: launchOf("large.ts", { mode: "thrown" }),
      breakpoints: [{ file: LARGE, line: lineOf("return caught"), logMessage: "{caught.message}" }],
      filters: ["all"],
    });
    await session.stop();
    const { body } = await session.client.exceptionInfoRequest({ threadId: 1 });
    assert(JSON.stringify(body).length < 100_000);
    assert.match(body.description ?? "", /^so long so long /);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    assert.match(session.output("stdout"), /^"…" \(40000000 characters\)$/m);
  });

  it("have deep stacks that are told in parts", async () => {
    await using session = await Session.start({
      launch: launchOf("large.ts", { mode: "deep" }),
      breakpoints: [{ file: LARGE, line: lineOf("levels === 0"), condition: "levels === 0" }],
    });
    await session.stop();
    const { body } = await session.client.stackTraceRequest({ threadId: 1, startFrame: 10, levels: 20 });
    assert.deepEqual([body.stackFrames.length, body.totalFrames], [20, 3002]);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });
});
