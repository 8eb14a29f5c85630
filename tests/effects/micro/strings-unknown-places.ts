import { readText } from "ambit:fs";

export async function slice(n: number) {
  await readText("/abc/SECRET".slice(n)); //! fs.read unknown:context-merged worst=/**
}
export async function substring(n: number) {
  await readText("/abc/SECRET".substring(n, 4)); //! fs.read unknown:context-merged worst=/**
}
export async function charAt(n: number) {
  await readText(`./d/${"abc".charAt(n)}`); //! fs.read /d/* worst=/d/*
}
export async function parsed(radix: number) {
  await readText(`./d/${Number.parseInt("11", radix)}`); //! fs.read /d/* worst=/d/*
}
export async function inRadix(radix: number) {
  await readText(`./d/${(255).toString(radix)}`); //! fs.read /d/* worst=/d/*
}
export async function swapped(x: string) {
  await readText(`./d/${`abSECR${x}`.substring(6, 2)}`); //! fs.read /d/SECR
}
export async function negative(x: string) {
  await readText(`./d/${`ab${x}`.substring(-3, 2)}`); //! fs.read /d/ab
}
