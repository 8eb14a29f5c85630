import { readText } from "ambit:fs";
export default async function main({ ready, mode }: { ready?: boolean; mode?: string }) {
  if (ready && ready) await readText("ready.txt"); //! fs.read /ready.txt certainty=may
  else await readText("waiting.txt"); //! fs.read /waiting.txt certainty=may
  const known = mode && mode;
  await readText(known ? "known.txt" : "unknown.txt"); //! fs.read /known.txt certainty=may ; fs.read /unknown.txt certainty=may
  while (!(mode && mode)) await readText("again.txt"); //! fs.read /again.txt certainty=may
}
