import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./words/en.txt", "./words/de.txt"] } } });

const known = new Map<string, Promise<string>>();

function words(language: "en" | "de"): Promise<string> {
  let text = known.get(language);
  if (text === undefined) {
    text = readText(language === "en" ? "./words/en.txt" : "./words/de.txt");
    known.set(language, text);
  }
  return text;
}

export async function count(language: "en" | "de") {
  return (await words(language)).split("\n").length;
}

export default async function main() {
  return (await count("en")) + (await count("de"));
}
