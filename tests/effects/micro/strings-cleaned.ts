import { readText } from "ambit:fs";

export async function sequence(x: string) {
  await readText(`./d/${x.replace(/\.\.\//g, "")}`); //! fs.read /d/* worst=/**
}
export async function dots(x: string) {
  await readText(`./d/${x.replace(/\.\./g, "")}`); //! fs.read /d/* worst=/d/**
}
export async function kept(x: string) {
  await readText(`./d/${x.replace(/[^a-z]/g, "_")}`); //! fs.read /d/* worst=/d/*
}
export async function dropped(x: string) {
  await readText(`./d/${x.replace(/[/\\.]/g, "-")}`); //! fs.read /d/* worst=/d/*
}
export async function whatIsBefore(x: string) {
  await readText(`./d/${x.replace(/[^a-z]/g, "$`")}`); //! fs.read /d/* worst=/**
}
export async function compatible(x: string) {
  if (x.includes("..") || x.includes("/")) return;
  await readText(`./d/${x.normalize("NFKC")}`); //! fs.read /d/* worst=/** certainty=may
  await readText(`./d/${x.normalize()}`); //! fs.read /d/* worst=/d/* certainty=may
}
