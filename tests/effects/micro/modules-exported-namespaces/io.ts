import { readText } from "ambit:fs";
export async function load(name: string) {
  return readText(`data/${name}.json`); //! fs.read /data/*.json phase=export:lib.load ; fs.read /data/*.json phase=export:io.load ; fs.read /data/*.json phase=export:api.io.load ; fs.read /data/*.json phase=export:default.io.load
}
