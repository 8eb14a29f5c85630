import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./import/people.csv"] } } });

interface Person {
  readonly name: string;
  readonly age: number;
}

function parse(line: string): Person | undefined {
  const [name, age] = line.split(",");
  return name === undefined || age === undefined ? undefined : { name: name.trim(), age: Number(age) };
}

export default async function main() {
  const lines = (await readText("./import/people.csv")).split(/\r?\n/).slice(1);
  return lines.map(parse).filter((person): person is Person => person !== undefined);
}
