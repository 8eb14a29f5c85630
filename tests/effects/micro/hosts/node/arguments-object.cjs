const fs = require("node:fs");
function backedUp(run) {
  return function (file, done) {
    if (typeof done !== "function") done = () => fs.unlinkSync("lock"); //! fs.delete {cwd}/lock certainty=may
    file = file + ".bak";
    return run.apply(this, arguments);
  };
}
backedUp((file, done) => fs.writeFile(file, "", done))("a.txt", 1); //! fs.write {cwd}/a.txt.bak
function strict(file) {
  "use strict";
  file = "other";
  fs.readFileSync(arguments[0]); //! fs.read {cwd}/b.txt
}
strict("b.txt");
function shifted(run, file) {
  run = Array.prototype.shift.call(arguments);
  run.apply(fs, arguments); //! fs.read {cwd}/c.txt certainty=any
}
shifted(fs.statSync, "c.txt");
