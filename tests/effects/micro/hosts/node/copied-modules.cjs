const fs = require("node:fs");
function copyOf(object) {
  const copy = Object.create(Object.getPrototypeOf(object));
  Object.getOwnPropertyNames(object).forEach((name) => {
    Object.defineProperty(copy, name, Object.getOwnPropertyDescriptor(object, name));
  });
  return copy;
}
const [, , name] = process.argv;
fs[name](__filename); //! unknown:context-merged ; unknown:model ; fs.read {root}/copied-modules.cjs certainty=may ; fs.write {root}/copied-modules.cjs certainty=may
const few = { read: fs.readFileSync, make: fs.mkdirSync };
copyOf(few).make("/made"); //! fs.create /made
const one = {};
Object.defineProperty(one, "run", Object.getOwnPropertyDescriptor(few, name));
one.run("/a"); //! fs.read /a certainty=may ; fs.create /a certainty=may
Object.getOwnPropertyDescriptor(name ? few : { read: fs.unlinkSync }, "read").value("/b"); //! fs.read /b certainty=may ; fs.delete /b certainty=may
