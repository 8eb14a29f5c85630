import { readText } from "ambit:fs";
const pages = {
  folder: "/pages/",
  read(name: string) {
    return readText(this.folder + name); //! fs.read /pages/a ; fs.read /pages/b ; fs.read /pages/c ; fs.read /pages/d ; fs.read /pages/e ; fs.read /pages/f
  },
};
["a"].forEach(pages.read, pages);
["b"].map(pages.read, pages);
["c"].flatMap(pages.read, pages);
["d"].find(pages.read as never, pages);
new Map([["x", "e"]]).forEach(pages.read, pages);
Array.from(["f"], pages.read, pages);
