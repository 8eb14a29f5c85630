import { promises as fs, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

function list(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((each) => //! fs.read {cwd}/a/**
    each.isDirectory() ? list(join(dir, each.name)) : [join(dir, each.name)],
  );
}
for (const file of list("a")) readFileSync(file); //! fs.read {cwd}/a/*/** certainty=may worst={cwd}/a/**

function* walk(dir) {
  for (const each of readdirSync(dir, { withFileTypes: true })) { //! fs.read {cwd}/b/**
    if (each.isDirectory()) yield* walk(join(dir, each.name));
    else yield join(dir, each.name);
  }
}
for (const file of walk("b")) rmSync(file); //! fs.delete {cwd}/b/*/** certainty=may worst={cwd}/b/**

async function* walkLater(dir) {
  for await (const each of await fs.opendir(dir)) { //! fs.read {cwd}/c/**
    if (each.isDirectory()) yield* walkLater(join(dir, each.name));
    else yield join(dir, each.name);
  }
}
for await (const file of walkLater("c")) await fs.writeFile(file, ""); //! fs.write {cwd}/c/*/** certainty=may worst={cwd}/c/**
