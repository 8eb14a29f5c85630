import { readText } from "ambit:fs";
await readText("./loading"); //! fs.read /loading phase=init certainty=any
export async function load(name: string) {
  return readText(`data/${name}.json`); //! fs.read /data/*.json phase=export:load ; fs.read /data/*.json phase=export:whole certainty=may
}
