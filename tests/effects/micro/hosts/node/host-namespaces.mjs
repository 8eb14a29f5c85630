import * as fs from "node:fs";
if (fs instanceof Object) fs.readFileSync("/an-object"); //! fs.read /an-object certainty=may
else fs.readFileSync("/a-namespace"); //! fs.read /a-namespace certainty=may
