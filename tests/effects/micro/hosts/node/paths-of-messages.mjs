import fs from "node:fs";
import http from "node:http";
http.createServer((message) => { //! http.serve *:8080
  const { pathname } = new URL(message.url, "http://localhost");
  fs.readFileSync(`./public${pathname}`); //! fs.read {cwd}/public/** certainty=may worst={cwd}/public/**
  fs.readFileSync("./public" + decodeURIComponent(pathname)); //! fs.read {cwd}/public/** certainty=may worst=/**
}).listen(8080);
