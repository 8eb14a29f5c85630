const fs = require("fs");
if (!(fs instanceof Object) || !(fs.readFile instanceof Object)) fs.readFileSync("/no-object"); //! none
function clone(from) {
  const copy = from instanceof Object ? { __proto__: Object.getPrototypeOf(from) } : Object.create(null);
  Object.getOwnPropertyNames(from).forEach((name) => {
    Object.defineProperty(copy, name, Object.getOwnPropertyDescriptor(from, name));
  });
  return copy;
}
const copied = clone(fs);
copied.readFileSync("/a"); //! fs.read /a certainty=must
copied.rmSync("/b"); //! fs.delete /b certainty=must
const promised = {};
const names = ["mkdir", "unlink", "rename"].filter((name) => typeof copied[name] === "function");
for (const name of names) promised[name] = (file) => new Promise((resolve) => copied[name](file, resolve)); //! fs.create /c certainty=must ; fs.delete /d certainty=must
promised.mkdir("/c");
promised.unlink("/d");
