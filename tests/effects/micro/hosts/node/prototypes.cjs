const fs = require("fs");
function pass() {
  return fs.readFileSync.apply(fs, Array.prototype.slice.call(arguments)); //! fs.read {cwd}/a
}
pass("a");
for (const key of Object.keys(JSON.parse(fs.readFileSync("keys", "utf8")))) { //! fs.read {cwd}/keys
  if (!Object.prototype.hasOwnProperty.call(process.env, key)) process.env[key] = "1"; //! env.read unknown:file-content certainty=may ; env.write unknown:file-content certainty=may
}
fs.readdir("dir", { withFileTypes: true }, (error, entries) => { //! fs.read {cwd}/dir
  for (const entry of entries) if (entry.isFile()) fs.unlink(`dir/${entry.name}`, () => {}); //! fs.delete {cwd}/dir/* certainty=may
});
