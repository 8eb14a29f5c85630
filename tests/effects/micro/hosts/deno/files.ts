for await (const entry of Deno.readDir("/a")) await Deno.stat(`/a/${entry.name}`); //! fs.read /a ; fs.read /a/* certainty=may
for await ( //! fs.read /b
  const { name, isFile } //! none
  of Deno.readDir("/b")
) {
  if (isFile) await Deno.stat(name); //! fs.read {cwd}/* certainty=may
}
const temporary = await Deno.makeTempFile({ dir: ".", suffix: ".log" }); //! fs.create {cwd}/* ; fs.write {cwd}
await Deno.remove(temporary); //! fs.delete {cwd}/*
Deno.cwd();
await fetch(new URL("./data.json", import.meta.url)); //! fs.read {root}/data.json
for (const folder of (Deno.env.get("PATH") ?? "").split(":")) await Deno.stat(`${folder}/git`); //! env.read PATH ; fs.read {env:PATH}/git certainty=may ; fs.read /git certainty=may
import { DatabaseSync } from "node:sqlite";
new DatabaseSync(":memory:");
new DatabaseSync("people.db"); //! fs.read {cwd}/people.db ; fs.write {cwd}/people.db
import { glob } from "node:fs/promises";
for await (const path of glob("**/*.ts", { cwd: "/src" })) console.log(path); //! fs.read /src/**
for (const extra of ["one", "two"]) await import(`./${extra}.ts`); //! module.load {root}/one.ts certainty=may ; module.load {root}/two.ts certainty=may ; unknown:import || module.load {root}/one.ts certainty=any ; module.load {root}/two.ts certainty=any ; unknown:import
