const dgram = require("dgram");
const http2 = require("http2");
const { exec } = require("child_process");
const { promisify } = require("util");
const fs = require("fs");
const socket = dgram.createSocket("udp4");
socket.send(Buffer.from("x"), 0, 1, 514, "syslog.example"); //! net.connect syslog.example:514
socket.send("x", 8125, "statsd.example", () => {}); //! net.connect statsd.example:8125
http2.connect("https://h2.example"); //! net.connect h2.example:443
http2.connect(new URL("http://h3.example:81/x")); //! net.connect h3.example:81
(async () => {
  await promisify(exec)("git status"); //! process.run "git status"
  await new Promise((resolve, reject) => fs.readFile("/a", (error, text) => (error ? reject(error) : resolve(text)))); //! fs.read /a
  fs.rmSync("/b"); //! fs.delete /b certainty=must
})();
