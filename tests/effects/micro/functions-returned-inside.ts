import { readText } from "ambit:fs";
export const nested = () => ({ users: { get: () => readText("./users") } }); //! fs.read /users phase=export:nested certainty=may
export const list = () => [() => readText("./list")]; //! fs.read /list phase=export:list certainty=may
export const map = () => new Map([["a", () => readText("./map")]]); //! fs.read /map phase=export:map certainty=may
export const made = () =>
  class {
    run() {
      return readText("./class"); //! fs.read /class phase=export:made certainty=may
    }
  };
class Lazy {
  get value() {
    return readText("./getter"); //! fs.read /getter phase=export:lazy certainty=may
  }
}
export const lazy = () => new Lazy();
export const proxy = () =>
  new Proxy({}, { get: (_target, key) => () => readText(`./proxy/${String(key)}`) }); //! fs.read /proxy/* phase=export:proxy certainty=may
export function* yielded() {
  yield () => readText("./yielded"); //! fs.read /yielded phase=export:yielded certainty=may
}
export function started() {
  let ready = false;
  return {
    go() {
      return ready ? readText("./started") : undefined; //! fs.read /started phase=export:started certainty=may
    },
    start() {
      ready = true;
    },
  };
}
