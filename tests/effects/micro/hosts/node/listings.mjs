import { glob, opendir, readFile, rm } from "node:fs/promises";
import { globSync, readFile as read } from "node:fs";
import { join } from "node:path";
for await (const path of glob("src/**/*.ts")) await readFile(path); //! fs.read {cwd}/src/**
for await (const path of glob(["a/*.js"], { cwd: "/w" })) await rm(join("/w", path)); //! fs.read /w/a/** ; fs.delete /w/a/** certainty=may
for (const path of globSync("*.md")) await rm(path); //! fs.read {cwd}/** ; fs.delete {cwd}/** certainty=may
for await (const entry of await opendir("queue")) await rm(join(entry.parentPath, entry.name)); //! fs.read {cwd}/queue ; fs.delete {cwd}/queue/* certainty=may
export const load = (path, done) => read(path, done); //! fs.read {param:path}
