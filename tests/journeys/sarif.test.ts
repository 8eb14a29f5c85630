/** `ambit check --sarif`: the findings of `--json`, in the words of SARIF 2.1.0, with files that are there. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, it } from "mocha";
import type { Log, PhysicalLocation, Region } from "sarif";
import { ambit, Folder } from "./ambit-process.ts";

interface Json {
  readonly diagnostics: readonly {
    readonly code: string;
    readonly message: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
  }[];
}

const READS = `import { readText } from "ambit:fs";
export const manifest = { permissions: { fs: { delete: ["/never"] } } };
const of = (name: string) => readText("/é/" + name);
export default async () => await of("a.txt");
`;

function project(): Folder {
  return new Folder({
    "app one/package.json": "{}",
    "app one/reads.ts": READS,
    "two/package.json": "{}",
    "two/reads.ts": READS,
  });
}

describe("ambit check --sarif", function () {
  this.timeout(60_000);

  it("says what --json says, at the same places of files that are there", async () => {
    using folder = project();
    const { diagnostics } = JSON.parse((await ambit(["check", "--json"], { cwd: folder.path })).stdout) as Json;
    const { code, stdout } = await ambit(["check", "--sarif"], { cwd: folder.path });
    assert.equal(code, 1);
    const { runs, version } = JSON.parse(stdout) as Log;
    assert.equal(version, "2.1.0");
    const [run] = runs;
    assert.ok(run !== undefined && runs.length === 1);
    const base = run.originalUriBaseIds?.["SRCROOT"]?.uri ?? "";
    const textAt = ({ artifactLocation, region }: PhysicalLocation): string => {
      const file = fileURLToPath(new URL(artifactLocation?.uri ?? "", base));
      return textOf(readFileSync(file, "utf8"), region);
    };
    const results = run.results ?? [];
    const found = results.map(({ locations = [], message, ruleId }) => {
      const { startColumn, startLine, endColumn, endLine } = locations[0]?.physicalLocation?.region ?? {};
      return { code: ruleId, message: message.text, line: startLine, column: startColumn, endLine, endColumn };
    });
    assert.deepEqual(
      found,
      diagnostics.map(({ code, message, line, column, endLine, endColumn }) => ({
        code,
        message,
        line,
        column,
        endLine,
        endColumn,
      })),
    );
    assert.deepEqual(new Set(results.map(({ level }) => level)), new Set(["error", "warning"]));
    const missing = results.filter(({ ruleId }) => ruleId === "symbolic/missing-permission");
    assert.equal(missing.length, 2);
    for (const { locations = [], relatedLocations = [] } of missing) {
      assert.equal(textAt(locations[0]?.physicalLocation ?? {}), 'readText("/é/" + name)');
      assert.ok(relatedLocations.length > 0);
      for (const { physicalLocation, message } of relatedLocations) {
        assert.notEqual(textAt(physicalLocation ?? {}), "");
        assert.notEqual(message?.text ?? "", "");
      }
    }
    for (const { ruleId, ruleIndex = -1 } of results) assert.equal(run.tool.driver.rules?.[ruleIndex]?.id, ruleId);
    for (const { help, shortDescription } of run.tool.driver.rules ?? []) {
      assert.match(help?.markdown ?? "", /^# /);
      assert.match(shortDescription?.text ?? "", /\.$/);
    }
    assert.equal(run.invocations?.[0]?.executionSuccessful, true);
  });

  it("gives fixes that mend the finding", async () => {
    using folder = project();
    const { runs } = JSON.parse((await ambit(["check", "--sarif", "two"], { cwd: folder.path })).stdout) as Log;
    const missing = runs[0]?.results?.find(({ ruleId }) => ruleId === "symbolic/missing-permission");
    const [change] = missing?.fixes?.[0]?.artifactChanges ?? [];
    assert.equal(change?.artifactLocation.uri, "two/reads.ts");
    const [replacement] = change.replacements;
    const { startColumn = 0, startLine = 0 } = replacement?.deletedRegion ?? {};
    const lines = READS.split("\n");
    const line = lines[startLine - 1] ?? "";
    lines[startLine - 1] =
      line.slice(0, startColumn - 1) + (replacement?.insertedContent?.text ?? "") + line.slice(startColumn - 1);
    writeFileSync(`${folder.path}/two/reads.ts`, lines.join("\n"));
    const { stdout } = await ambit(["check", "--json", "two"], { cwd: folder.path });
    assert.deepEqual(
      (JSON.parse(stdout) as Json).diagnostics.map(({ code }) => code),
      ["symbolic/unused-grant"],
    );
  });

  it("is one of two formats", async () => {
    const { code, stderr } = await ambit(["check", "--sarif", "--json"]);
    assert.equal(code, 2);
    assert.match(stderr, /'--sarif' cannot be used with option '--json'/);
  });
});

/** The text of a region of one line. */
function textOf(text: string, region: Region | undefined): string {
  const { endColumn = 0, startColumn = 0, startLine = 0 } = region ?? {};
  return (text.split("\n")[startLine - 1] ?? "").slice(startColumn - 1, endColumn - 1);
}
