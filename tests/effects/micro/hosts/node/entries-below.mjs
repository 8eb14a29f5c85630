import fs from "node:fs";
import { glob, opendir } from "node:fs/promises";
import path from "node:path";
for (const entry of fs.readdirSync("/logs", { withFileTypes: true, recursive: true })) //! fs.read /logs/**
  fs.unlinkSync(path.join(entry.parentPath, entry.name)); //! fs.delete /logs/*/** worst=/logs/** certainty=may
for (const entry of fs.readdirSync("/jobs", { withFileTypes: true, recursive: process.argv.length > 2 })) //! fs.read /jobs/** certainty=may
  fs.unlinkSync(path.join(entry.parentPath, entry.name)); //! fs.delete /jobs/*/** worst=/jobs/** certainty=may
for await (const entry of await opendir("mail", { recursive: true })) //! fs.read {cwd}/mail/**
  fs.statSync(`${entry.parentPath}/${entry.name}`); //! fs.read {cwd}/mail/*/** worst={cwd}/mail/** certainty=may
for await (const entry of glob("/src/**/*.tmp", { withFileTypes: true })) //! fs.read /src/**
  fs.rmSync(path.join(entry.parentPath, entry.name)); //! fs.delete /src/*/** worst=/src/** certainty=may
