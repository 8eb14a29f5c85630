const fs = require("node:fs");
const inner = require("./inner");
module.exports = function dep(name) {
  return fs.readFileSync(name); //! fs.read {cwd}/one ; fs.read {cwd}/two
};
module.exports.again = (name) => inner.pass(module.exports, name);
