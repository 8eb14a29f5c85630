const fs = require("fs");
setTimeout((file) => fs.statSync(file), 1, "/a"); //! fs.read /a certainty=may x=0..1
setImmediate((file) => fs.statSync(file), "/b"); //! fs.read /b certainty=may x=0..1
process.nextTick(fs.statSync, "/c"); //! fs.read /c certainty=may x=0..1
