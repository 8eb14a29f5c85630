import { readText } from "ambit:fs";
export class Connection {
  at: { path: string } | undefined;
  query() {
    if (this.at === undefined) throw new Error("closed");
    return readText(this.at.path); //! fs.read unknown:parameter phase=export:Connection.query certainty=any
  }
  open(path: string) {
    this.at = { path };
  }
}
export class Flag {
  ready = false;
  go() {
    if (this.ready) return readText("./ready"); //! fs.read /ready phase=export:Flag.go certainty=may
    return undefined;
  }
  init() {
    this.ready = true;
  }
}
export class Place {
  path = "./first";
  load() {
    return readText(this.path); //! fs.read /first certainty=may ; fs.read unknown:parameter certainty=may
  }
  set(path: string) {
    this.path = path;
  }
}
export class Queue {
  items: string[] = [];
  async flush() {
    for (const item of this.items) await readText(item); //! fs.read unknown:parameter phase=export:Queue.flush x=0..* certainty=may
  }
  add(path: string) {
    this.items.push(path);
  }
}
export class Table {
  #paths = new Map([["a", "./of-table"]]);
  get(key: string) {
    return readText(this.#paths.get(key) ?? "./missing"); //! fs.read /of-table certainty=may ; fs.read unknown:parameter certainty=may ; fs.read /missing certainty=may
  }
  add(key: string, path: string) {
    this.#paths.set(key, path);
  }
}
export class Timer {
  ready = false;
  constructor() {
    setInterval(() => this.tick(), 1000);
  }
  tick() {
    if (this.ready) void readText("./tick"); //! fs.read /tick phase=export:Timer certainty=may ; fs.read /tick phase=export:Timer.tick certainty=may
  }
  init() {
    this.ready = true;
  }
}
let base = "./before";
export function setBase() {
  base = "./after";
}
export class OfModule {
  base = base;
  read() {
    return readText(this.base); //! fs.read /* certainty=any
  }
}
export class Handlers {
  handler: (() => void) | undefined;
  setUp() {
    this.handler = () => void readText("./handler"); //! fs.read /handler phase=export:Handlers.handler
  }
}
export class Mode {
  mode = "a";
  load() {
    return readText(`./${this.mode}`); //! fs.read /a certainty=may ; fs.read /b certainty=may
  }
  change() {
    this.mode = "b";
  }
}
export class Linked {
  next: Linked | undefined;
  path = "./head";
  read() {
    return readText(this.path); //! fs.read /head phase=export:Linked.read ; fs.read /tail certainty=any phase=export:Linked.next.read ; fs.read unknown:context-merged certainty=any
  }
  add() {
    this.next = new Linked();
    this.next.path = "./tail";
  }
}
