import { readText } from "ambit:fs";
export async function exec(name: string) {
  const match = /^([a-z]+)-(\d+)$/.exec(name);
  if (match === null) return;
  await readText(`./safe/${match[1]}/${match[2]}`); //! fs.read /safe/*/* certainty=may worst=/safe/*/*
  await readText(`./safe/${match[0]}`); //! fs.read /safe/* certainty=may worst=/safe/*
}
export async function named(name: string) {
  const match = name.match(/^(?<kind>[a-z]+)-(\d+)?\.txt$/);
  if (!match) return;
  await readText(`./safe/${match[1]}/${match.groups!.kind}`); //! fs.read /safe/*/* certainty=may worst=/safe/*/*
  await readText(`./safe/${match[2] ?? "none"}`); //! fs.read /safe/none certainty=may ; fs.read /safe/* certainty=may worst=/safe/* || fs.read /safe/* certainty=may worst=/safe/*
  await readText(`./safe/${match.input}`); //! fs.read /safe/* certainty=may worst=/**
}
export async function many(text: string) {
  for (const match of text.matchAll(/([a-z]+)=(.*)/g)) {
    await readText(`./safe/${match[1]}`); //! fs.read /safe/* certainty=may worst=/safe/*
    await readText(`./safe/${match[2]}`); //! fs.read /safe/* certainty=may worst=/**
  }
}
export async function choice(text: string) {
  const match = /^(jpg|png)\/([a-z]+\/[a-z]+)$/.exec(text);
  if (!match) return;
  const [, kind, rest] = match;
  await readText(`./safe/${kind}/${rest}`); //! fs.read /safe/*/*/* certainty=may worst=/safe/*/*/*
}
export async function guard(text: string) {
  if (!/^[a-z]+$/.exec(text)) return;
  await readText(`./safe/${text}`); //! fs.read /safe/* certainty=may worst=/safe/*
}
export async function dots(text: string) {
  const match = /([.a-z]+)\/(?=(\.+))/.exec(text);
  if (match) await readText(`./safe/${match[1]}`); //! fs.read /safe/* certainty=may worst=/**
  if (match) await readText(`./safe/${match[2]}`); //! fs.read /safe/* certainty=may worst=/**
  if (match && match[2] === undefined) await readText("./safe/none"); //! fs.read /safe/none certainty=may
}
