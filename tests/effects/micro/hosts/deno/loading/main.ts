const fs = process.getBuiltinModule("node:fs");
fs.existsSync("q"); //! fs.read {cwd}/q
const { join } = globalThis.process.getBuiltinModule("node:path");
await Deno.stat(join("/a", "b")); //! fs.read /a/b
const entries = await Array.fromAsync( //! fs.read {cwd}/pages
  Deno.readDir("pages"),
);
for (const { name } of entries) await Deno.stat(name); //! fs.read {cwd}/* certainty=may
for (const each of ["./first.ts", "./second.ts"]) await import(each); //! module.load {root}/first.ts ; module.load {root}/second.ts
async function load() {
  const name = "./third.ts";
  return import(name); //! module.load {root}/third.ts
}
await load();
