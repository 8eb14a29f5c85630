import { readText } from "ambit:fs";
export const lazy = {
  get value() {
    return readText("./lazy"); //! fs.read /lazy phase=export:lazy.value
  },
  set path(path: string) {
    void readText(path); //! fs.read unknown:parameter phase=export:lazy.path
  },
};
class Parent {
  static load() {
    return readText("./parent"); //! fs.read /parent phase=export:Both.load
  }
}
export class Both extends Parent {
  static get own() {
    return readText("./static"); //! fs.read /static phase=export:Both.own certainty=may
  }
  static set own(_path: string) {
    void readText("./set-static"); //! fs.read /set-static phase=export:Both.own certainty=may
  }
  set name(path: string) {
    void readText(path); //! fs.read unknown:parameter phase=export:Both.name
  }
}
export default {
  get now() {
    return readText("./now"); //! fs.read /now phase=export:default.now
  },
};
export const map = new Map([["a", () => readText("./map")]]); //! fs.read /map phase=export:map.a
export const set = new Set([() => readText("./set")]); //! fs.read /set phase=export:set.0
export const promise = Promise.resolve(() => readText("./promise")); //! fs.read /promise phase=export:promise
export const proxy = new Proxy({}, { get: (_target, key) => readText(`./${String(key)}`) }); //! fs.read /* phase=export:proxy.get
export let hook = () => {};
export function setHook() {
  hook = () => void readText("./hook"); //! fs.read /hook phase=export:hook certainty=may
}
