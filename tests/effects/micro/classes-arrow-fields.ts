import { readText } from "ambit:fs";
export class Loader {
  load = () => readText("./field"); //! fs.read /field phase=export:Loader.load
}
class Base {
  load = () => readText("./base"); //! fs.read /base phase=export:Derived.load
}
export class Derived extends Base {}
export class Late {
  later: () => Promise<string>;
  constructor() {
    this.later = () => readText("./late"); //! fs.read /late phase=export:Late.later
  }
}
class Database {
  query(path: string) {
    return readText(path); //! fs.read /known phase=export:App.get
  }
}
export class App {
  private database = new Database();
  get() {
    return this.database.query("./known");
  }
}
export class Open {
  users = { get: (path: string) => readText(path) }; //! fs.read unknown:parameter phase=export:Open.users.get
}
