const http = require("http");
const fs = require("fs");
const path = require("path");
const url = require("url");
http //! http.serve *:8080
  .createServer((request, response) => {
    fs.readFile("." + request.url, (error, content) => response.end(content)); //! fs.read {cwd}/** certainty=may worst=/**
    let file = path.join(process.cwd(), url.parse(request.url).pathname);
    if (fs.statSync(file).isDirectory()) file += "/index.html"; //! fs.read {cwd}/** certainty=may
    fs.createReadStream(file).pipe(response); //! fs.read {cwd}/** certainty=may
    http.get({ host: "up.com", path: request.url }); //! http.read http://up.com/** certainty=may
  })
  .listen(8080);
exports.api = (id) => http.request({ host: "api.com", path: "/v1/" + id, method: "DELETE" }); //! http.delete http://api.com/v1/*
