import fs from "node:fs";
import path from "node:path";
const ROOT = path.resolve("public");
const OWN = path.join(import.meta.dirname, "pub");
export function separator(name) {
  const full = path.resolve("/s", name);
  if (full.startsWith("/s" + path.sep)) fs.readFileSync(full); //! fs.read /s/** certainty=may worst=/s/**
}
export function current(name) {
  const full = path.resolve(ROOT, name);
  if (!full.startsWith(ROOT + "/")) return;
  fs.readFileSync(full); //! fs.read {cwd}/public/** certainty=may worst={cwd}/public/**
}
export function ofModule(name) {
  const full = path.join(OWN, name);
  if (!full.startsWith(`${OWN}${path.sep}`)) return;
  fs.readFileSync(full); //! fs.read {root}/pub/** certainty=may worst={root}/pub/**
}
export function other(name) {
  const full = path.join(ROOT, name);
  if (!full.startsWith(OWN + path.sep)) return;
  fs.readFileSync(full); //! fs.read {cwd}/public/* certainty=may worst=/**
}
export function withoutSeparator(name) {
  const full = path.join(ROOT, name);
  if (!full.startsWith(ROOT)) return;
  fs.readFileSync(full); //! fs.read {cwd}/** certainty=may worst={cwd}/** || fs.read {cwd}/public/* certainty=may worst=/**
}
export function relative(name) {
  const full = path.join(ROOT, name);
  const rest = path.relative(ROOT, full);
  if (rest.startsWith("..") || path.isAbsolute(rest)) throw new Error("outside");
  fs.readFileSync(full); //! fs.read {cwd}/public/** certainty=any worst={cwd}/public/**
}
export function changed(name) {
  let full = path.resolve("/s", name);
  const rest = path.relative("/s", full);
  full = path.resolve("/t", name);
  if (!rest.startsWith("..")) fs.readFileSync(full); //! fs.read /t/* certainty=may worst=/**
}
export function shadowed(name) {
  const full = path.resolve("/s", name);
  const rest = path.relative("/s", full);
  {
    const full = path.resolve("/t", name);
    if (!rest.startsWith("..")) fs.readFileSync(full); //! fs.read /t/* certainty=may worst=/**
  }
}
