/** A project of many modules of all shapes, each with a host of its own. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { GENERATORS } from "../prepare/inputs.ts";

const SHAPES = Object.values(GENERATORS);

/** Writes modules of 100 lines, 50 in a folder. Gives their files. */
export function writeModules(folder: string, count: number): readonly string[] {
  const files = Array.from({ length: count }, (_, i) => {
    const file = path.join(folder, `part-${Math.floor(i / 50)}`, `module-${i}.ts`);
    mkdirSync(path.dirname(file), { recursive: true });
    const text = SHAPES[i % SHAPES.length]?.(100) ?? "";
    writeFileSync(file, text.replaceAll("api.example", `api-${i}.example`));
    return file;
  });
  writeFileSync(path.join(folder, "package.json"), "{}");
  return files;
}
