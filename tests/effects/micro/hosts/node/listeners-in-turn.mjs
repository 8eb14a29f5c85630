import fs from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
class Files extends Readable {
  constructor(folder) {
    super({ objectMode: true });
    this.folders = [folder];
  }
  _read() {
    if (this.folders.length === 0) return this.push(null);
    const folder = this.folders.shift();
    fs.readdir(folder, (error, names) => { //! fs.read {cwd}/pages/** certainty=may ; fs.read unknown:file-content certainty=may
      if (error) return;
      for (const name of names) this.folders.push(path.join(folder, name));
    });
  }
}
new Files("pages").on("data", () => {});
