import { readFileSync, rmSync } from "node:fs";
class Blob {
  get size() {
    return readFileSync("/size").length; //! fs.read /size
  }
  get name() {
    return "/name";
  }
}
Object.defineProperties(Blob.prototype, { size: { enumerable: true }, missing: { enumerable: true } });
console.log(new Blob().size);
const blob = new Blob();
Object.defineProperty(blob, "path", { get: () => "/got", configurable: true });
Object.defineProperty(blob, "path", { value: "/given" });
rmSync(blob.path); //! fs.delete /given
