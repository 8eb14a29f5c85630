import { readText } from "ambit:fs";

export async function across(x: string) {
  if (!/^[0-9]+$/.test(x)) return;
  await readText(`./v${x}`.replace("v1", "../S")); //! fs.read /v* worst=/** certainty=may
  await readText(`./v${x}`.replace(/v1+/, "../S")); //! fs.read /v* worst=/** certainty=may
  await readText(`./v${x}`.replace("w1", "../S")); //! fs.read /v* worst=/v* certainty=may
}
export async function firstOnly(x: string) {
  if (!/^[a-z]+$/.test(x)) return;
  await readText(`./${x}/b`.replace("b", "c")); //! fs.read /*/c worst=/** certainty=may
  await readText(`./${x}/b`.replace("B", "c")); //! fs.read /*/b worst=/*/b certainty=may
  await readText(`./b/${x}`.replace("b", "c")); //! fs.read /c/* worst=/c/* certainty=may
}
export async function atTheEnd(x: string) {
  if (!/^[a-z]+$/.test(x)) return;
  await readText(`./d/${x}`.replace(/\/+$/, "")); //! fs.read /d/* worst=/d/* certainty=may
  await readText(`./d/${x}.md`.replace(/\.md$/, ".html")); //! fs.read /d/*.html worst=/d/*.html certainty=may
}
export async function leftOut(x: string) {
  await readText(`./d/${x.replaceAll("..", "")}`); //! fs.read /d/* worst=/d/**
  await readText(`./d/${x.replaceAll("/", "-").replaceAll(".", "_")}`); //! fs.read /d/* worst=/d/*
}
