const fs = require("fs");
module.exports = function Config(name) {
  this.name = name;
};
module.exports.prototype.load = function () {
  return fs.readFileSync("/etc/" + this.name); //! fs.read /etc/x
};
