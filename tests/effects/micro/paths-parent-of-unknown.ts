import { list, readText, writeText } from "ambit:fs";
import { basename, dirname, extname, join, normalize, relative, resolve } from "ambit:path";
export default async function main({ s, name }: { s: string; name: string }) {
  await writeText(dirname(`/site/${s}`) + "/x.tmp", "x"); //! fs.write /site/x.tmp worst=/**
  await readText(`./d/${s}/../x.txt`); //! fs.read /d/x.txt worst=/**
  await readText(normalize(`./d/${s}/../x.txt`)); //! fs.read /d/x.txt worst=/**
  await readText(`/d/${s}/../../x.txt`); //! fs.read /x.txt worst=/**
  await readText(`/site/${basename(dirname(`/a/${s}`))}.txt`); //! fs.read /site/*.txt worst=/site/*.txt
  await readText("/site/x" + extname(`${s}.txt`)); //! fs.read /site/x.txt certainty=may ; fs.read /site/x certainty=may
  await readText(`/site/${basename(name, ".txt")}`); //! fs.read /site/* worst=/**
  await readText(resolve(s, "../y.txt")); //! fs.read /y.txt worst=/**
  for (const e of await list("/docs", { recursive: true })) { //! fs.read /docs/**
    await readText(join(e.path, "..", "x")); //! fs.read /docs/**/x certainty=may worst=/docs/**
    await readText(resolve(e.path, "../y.txt")); //! fs.read /docs/**/y.txt certainty=may worst=/docs/**
    await readText(join("/a", basename(dirname(e.path)))); //! fs.read /a/* certainty=may worst=/a/*
    const path = join("/site", relative("/docs", e.path));
    await writeText(join(dirname(path), `${basename(path)}.html`), "x"); //! fs.write /site/**/*.html certainty=may worst=/site/**
  }
  for (const e of await list("/docs")) { //! fs.read /docs
    await readText(`${e.path}/../x.txt`); //! fs.read /docs/x.txt certainty=may worst=/docs/x.txt
    await readText(join(dirname(e.path), "y.txt")); //! fs.read /docs/y.txt certainty=may worst=/docs/y.txt
  }
}
