import fs from "node:fs";
import os from "node:os";
import path from "node:path";
const remove = (folder) => {
  for (const name of fs.readdirSync(folder)) { //! fs.read {cwd}/a/** certainty=any ; fs.read {tmp}/b/** certainty=any
    remove(path.join(folder, name));
  }
};
remove("a");
remove(path.join(os.tmpdir(), "b")); //! env.read TMPDIR ; env.read TMP ; env.read TEMP
const tree = { file: "/1", child: { file: "/2", child: { file: "/3", child: { file: "/4" } } } };
const visit = (node) => {
  if (!node) return;
  fs.readFileSync(node.file); //! fs.read /1 certainty=may ; fs.read /2 certainty=may ; fs.read /3 certainty=may ; fs.read /4 certainty=may
  visit(node.child);
};
if (process.argv[2]) visit(tree);
class Node {
  constructor(file, next) {
    this.file = file;
    this.next = next;
  }
  load() {
    fs.readFileSync(this.file); //! fs.read /a certainty=may ; fs.read /b certainty=may ; fs.read /c certainty=may ; fs.read /d certainty=may
    this.next?.load();
  }
}
process.on("exit", () => new Node("/a", new Node("/b", new Node("/c", new Node("/d")))).load());
