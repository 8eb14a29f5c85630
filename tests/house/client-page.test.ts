/** The page that editors show of the extension names all that package.json contributes, and its links lead somewhere. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "mocha";

const PAGE = new URL("../../client/README.md", import.meta.url);

interface Contributions {
  readonly commands: readonly { readonly category: string; readonly title: string }[];
  readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
}

describe("client/README.md", () => {
  const page = readFileSync(PAGE, "utf8");
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { contributes } = JSON.parse(text) as { readonly contributes: Contributions };

  it("names every command and every setting with its default", () => {
    for (const { category, title } of contributes.commands)
      assert.ok(page.includes(`| ${category}: ${title} |`), title);
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
      const value = setting.default === "" ? "empty" : `\`${JSON.stringify(setting.default)}\``;
      assert.ok(page.includes(`| \`${name}\` | ${value} |`), name);
    }
  });

  it("shows five pictures that are there, and links only to the web", () => {
    const targets = Array.from(page.matchAll(/(!?)\[[^\]]*\]\(([^)]+)\)/g), ([, mark, target = ""]) => ({
      mark,
      target,
    }));
    const pictures = targets.filter(({ mark }) => mark === "!");
    assert.equal(pictures.length, 5);
    for (const { target } of pictures) assert.ok(existsSync(new URL(target, PAGE)), target);
    for (const { target } of targets.filter(({ mark }) => mark === "")) assert.match(target, /^(?:https:\/\/|#)/);
  });
});
