const fs = require("fs");
const path = require("path");
fs.readFileSync("a.txt"); //! fs.read {cwd}/a.txt
process.report.writeReport("/report.json"); //! fs.write /report.json
process.chdir("/work"); //! fs.read /work
fs.readFileSync("b.txt"); //! fs.read /work/b.txt
fs.readFileSync(path.resolve("c.txt")); //! fs.read /work/c.txt
fs.readFileSync(`${process.cwd()}/d.txt`); //! fs.read /work/d.txt
fs.readFileSync("/e.txt"); //! fs.read /e.txt
if (process.argv.length > 2) process.chdir(process.argv[2]); //! fs.read unknown:parameter certainty=may
fs.readFileSync("f.txt"); //! fs.read /work/f.txt certainty=may ; fs.read unknown:parameter certainty=may worst=/**
