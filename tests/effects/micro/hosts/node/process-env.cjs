const { execSync } = require("child_process");
const os = require("os");
const fs = require("fs");
execSync("ls"); //! process.run ls
if (process.env.DEBUG) fs.readFileSync(os.homedir() + "/.rc"); //! env.read DEBUG ; system.info homedir certainty=may ; fs.read {home}/.rc certainty=may
process.env.A = "1"; //! env.write A
fs.readFileSync(`${__dirname}/x`); //! fs.read {root}/x
const all = { ...process.env }; //! env.read *
module.exports.load = (name) => fs.readFileSync(name); //! fs.read {param:name} phase=export:load
