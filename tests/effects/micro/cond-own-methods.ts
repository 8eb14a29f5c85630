import { readText } from "ambit:fs";

class Registry {
  readonly names = new Set(["a"]);
  has(_: string) {
    return true;
  }
  includes(_: string) {
    return true;
  }
  startsWith(_: string) {
    return true;
  }
}
const registry = new Registry();

export async function has(x: string) {
  if (registry.has(x)) await readText(`./d/${x}`); //! fs.read /d/* worst=/**
}
export async function includes(x: string) {
  if (registry.includes(x)) await readText(`./d/${x}`); //! fs.read /d/* worst=/**
}
export async function startsWith() {
  if (registry.startsWith("x")) await readText("./started"); //! fs.read /started
}
