import fs from "node:fs";
export class Loader {
  load = (name: string) => fs.readFileSync(`/data/${name}`); //! fs.read /data/* phase=export:Loader.load
}
