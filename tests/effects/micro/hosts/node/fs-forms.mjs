import fs, { readFileSync } from "node:fs";
import { writeFile } from "fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
const here = path.dirname(fileURLToPath(import.meta.url));
readFileSync(path.join(here, "data.json")); //! fs.read {root}/data.json
readFileSync(new URL("./b.txt", import.meta.url)); //! fs.read {root}/b.txt
readFileSync("x.txt"); //! fs.read {cwd}/x.txt
await writeFile(new URL("out.txt", import.meta.url), "x"); //! fs.write {root}/out.txt
fs.writeFile("w.txt", "x", () => { //! fs.write {cwd}/w.txt
  fs.unlinkSync("gone"); //! fs.delete {cwd}/gone certainty=may
});
fs.openSync("both", "r+"); //! fs.read {cwd}/both ; fs.write {cwd}/both
fs.createReadStream("s").on("end", () => { //! fs.read {cwd}/s
  fs.rmSync("dir", { recursive: true }); //! fs.delete {cwd}/dir/** certainty=may
});
fs.notAFunction("a"); //! unknown:model
await promisify(fs.readFile)("/etc/hosts"); //! fs.read /etc/hosts
