import { readFileSync } from "node:fs";
const [, , stage] = process.argv;
process.env["APP_" + stage]; //! env.read APP_*
process.env[`DB_${stage}_URL`]; //! env.read DB_*_URL
process.env[stage]; //! env.read unknown:parameter
Object.assign(process.env, { MODE: "test" }); //! env.write MODE
function firstOf(names) {
  let found;
  let i = -1;
  while (!found && i < names.length - 1) {
    found = process.env[names[++i]]; //! env.read HTTP_PROXY certainty=any ; env.read HTTPS_PROXY certainty=may
  }
  return found;
}
firstOf(["HTTP_PROXY", "HTTPS_PROXY"]);
const { HOME, ...others } = process.env; //! env.read *
console.log(HOME, Object.keys(others));
const folders = ["A", "B", "C", "D", "E", "F", "G", "H"].map((name) => process.env[name]); //! env.read A ; env.read B ; env.read C ; env.read D ; env.read E ; env.read F ; env.read G ; env.read H
readFileSync(`/${folders[stage]}`); //! fs.read /*
