import http from "http";
import net from "node:net";
http.get("http://a.com/x", (r) => r.on("data", () => {})); //! http.read http://a.com/x
http.request({ host: "b.com", port: 81 }); //! net.connect b.com:81
http.request({ host: "b.com", port: 81, path: "/q", method: "POST" }); //! http.write http://b.com:81/q
http.createServer((q, s) => { //! http.serve *:8080
  fetch("https://c.com" + q.url); //! http.read https://c.com/** certainty=may
}).listen(8080);
net.connect(25, "mail.com"); //! net.connect mail.com:25
net.connect("/run/x.sock"); //! net.connect unix:/run/x.sock
