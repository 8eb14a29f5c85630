import { list, readText } from "ambit:fs";
import { join } from "ambit:path";
async function walk(dir: string): Promise<void> {
  for (const e of await list(dir)) { //! fs.read /docs/** certainty=any worst=/docs/**
    if (e.kind === "folder") await walk(join(dir, e.name));
    else await readText(join(dir, e.name)); //! fs.read /docs/*/** certainty=may worst=/docs/**
  }
}
async function walkTemplate(dir: string): Promise<void> {
  for (const e of await list(dir)) { //! fs.read /in/** certainty=any worst=/in/**
    if (e.kind === "folder") await walkTemplate(`${dir}/${e.name}`);
    else await readText(`${dir}/${e.name}`); //! fs.read /in/*/** certainty=may worst=/in/**
  }
}
export default async function main() {
  await walk("/docs");
  await walkTemplate("/in");
}
