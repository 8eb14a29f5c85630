const fs = require("fs");
const http = require("http");
if (process.env.A) console.log("a"); //! env.read A x=1..1
const port = process.env.B || 3000; //! env.read B x=1..1
if (`x${process.env.C}` !== "xy") console.log(port); //! env.read C x=1..1
switch (process.env.D) { //! env.read D x=1..1
  case "a":
    break;
}
fs.stat("/a", (error) => { //! fs.read /a x=1..1
  if (error) throw error;
  fs.stat("/b", () => fs.rmSync("/c")); //! fs.read /b certainty=may x=0..1 ; fs.delete /c certainty=may x=0..1
});
http.createServer((request, response) => {
  fs.readFile("/d", () => fs.stat("/e", () => response.end())); //! fs.read /d certainty=may x=0..* ; fs.read /e certainty=may x=0..*
});
fs.rmSync("/after"); //! fs.delete /after x=1..1
