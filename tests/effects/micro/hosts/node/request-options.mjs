import http from "node:http";
import https from "node:https";
http.request("http://a.example/base", { path: "/over" }).end(); //! http.read http://a.example/over
https.get("https://b.example", { port: 444 }); //! http.read https://b.example:444/
https.get(new URL("https://b.example/u?q=1"), { headers: {} }); //! http.read https://b.example/u?q=1
https.get("https://b.example/u?q=1", (response) => response); //! http.read https://b.example/u?q=1
https.request("https://b.example/u", { hostname: "c.example", method: "POST" }, () => 0); //! http.write https://c.example/u
https.get("https://b.example/u", { host: "c.example" }); //! http.read https://b.example/u
http.get("http://localhost/u", { socketPath: "/run/x.sock" }); //! net.connect unix:/run/x.sock
https.get(process.env.URL, { method: "GET" }); //! http.read {env:URL} ; env.read URL
export function named(path, isOther) {
  https.get("https://d.example/u", { path }); //! http.read https://d.example/** worst=https://d.example/**
  https.get(`https://d.example/${path}`, { port: 444 }); //! http.read https://d.example:444/* worst=https://d.example:444/**
  const options = {};
  if (isOther) options.path = "/e";
  https.get("https://d.example/u?q=1", options); //! http.read https://d.example/u?q=1 certainty=may ; http.read https://d.example/e certainty=may
}
