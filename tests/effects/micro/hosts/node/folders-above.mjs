import fs from "node:fs";
import path from "node:path";
fs.readFileSync(path.join(path.dirname(process.cwd()), "x")); //! fs.read /**/x worst=/**
fs.readFileSync("../y"); //! fs.read /**/y worst=/**
function findUp(name, folder) {
  const file = path.join(folder, name);
  if (fs.existsSync(file)) return file; //! fs.read {cwd}/package.json ; fs.read /**/package.json certainty=may
  const parent = path.dirname(folder);
  return parent === folder ? undefined : findUp(name, parent);
}
findUp("package.json", process.cwd());
for (let folder = path.resolve("."); ; folder = path.dirname(folder)) {
  if (fs.existsSync(path.join(folder, ".git"))) break; //! fs.read {cwd}/.git certainty=any ; fs.read /**/.git certainty=may
}
fs.statSync("z"); //! fs.read {cwd}/z certainty=any
