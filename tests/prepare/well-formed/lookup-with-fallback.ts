import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

const FILES: Readonly<Record<string, string>> = { en: "./hello/en.txt", de: "./hello/de.txt" };

export const manifest = defineManifest({ permissions: { fs: { read: ["./hello/en.txt", "./hello/de.txt"] } } });

export default async function main({ language }: { language: string }) {
  const file = FILES[language];
  if (file === undefined) return "hello";
  return await readText(file);
}
