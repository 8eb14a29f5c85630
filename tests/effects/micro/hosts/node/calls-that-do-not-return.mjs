import fs from "node:fs";
import { EventEmitter } from "node:events";
const fail = () => {
  throw new Error("never");
};
await new Promise((resolve, reject) => {
  const emitter = new EventEmitter();
  emitter.once("error", reject);
  emitter.once("done", resolve);
  emitter.emit("done");
});
fs.readFileSync("a"); //! fs.read {cwd}/a certainty=any
try {
  fail();
} catch {
  fs.readFileSync("b"); //! fs.read {cwd}/b certainty=any
}
class Store extends EventEmitter {
  save(name) {
    this.emit("save", name);
  }
}
const store = new Store();
store.on("save", (name) => fs.writeFileSync(name, "")); //! fs.write {cwd}/one certainty=any ; fs.write unknown:net-content certainty=any
store.save("one");
