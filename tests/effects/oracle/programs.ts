/**
 * Programs, each of which does something that is easily overlooked. `programs.txt` has their bodies, behind `=== name` and
 * what they are called with.
 */
import { readFileSync } from "node:fs";

/** The body of a `main(a)`, in which `hit()` reads "/SECRET". */
export interface Program {
  readonly name: string;
  /** What it is called with, as JSON. */
  readonly args: string;
  readonly body: string;
}

/** All of them. */
export function programs(): readonly Program[] {
  const text = readFileSync(new URL("programs.txt", import.meta.url), "utf8");
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      const [name = "", args = "{}"] = part.slice(0, end).split(" | ");
      return { name, args, body: part.slice(end + 1) };
    });
}

const HIT = 'const hit = (): any => { readText("/SECRET").catch(() => 0); };';

/** The whole module of a program. A program may bring its own `main`, and declarations before it. */
export function moduleOf({ body }: Program): string {
  const main = body.includes("export default") ? body : `export default async function main(a: any) {\n${body}\n}\n`;
  return `import { readText, writeText, remove, list, exists } from "ambit:fs";
import * as fs from "ambit:fs";
import { env } from "ambit:env";
export const manifest = {};
${HIT}
${main}`;
}
