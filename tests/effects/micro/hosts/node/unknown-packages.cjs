const fs = require("fs");
const async = require("async");
const shell = require("shelljs");
module.exports = function (files, done) {
  async.map(files, fs.readFile, done); //! unknown:import
  shell.find("/lib").filter((name) => fs.statSync("/lib/" + name)); //! unknown:import ; fs.read /lib/* certainty=may
};
