const http = require("node:http");
const https = require("node:https");
const modules = { http, https };
const wrapped = {};
for (const scheme of Object.keys(modules)) {
  const request = (input, options) => {
    const all = Object.assign({ limit: 1, protocol: `${scheme}:` }, input, options);
    return modules[scheme].request(all); //! http.read http://a.example/x ; http.write https://b.example/y
  };
  wrapped[scheme] = Object.create(modules[scheme], { request: { value: request, enumerable: true } });
}
wrapped.http.request({ hostname: "a.example", path: "/x" });
wrapped.https.request({ host: "b.example", path: "/y" }, { method: "POST" });
module.exports = (options) => http.get({ path: "/z", ...options }); //! http.read unknown:parameter certainty=may ; http.write unknown:parameter certainty=may ; http.delete unknown:parameter certainty=may
module.exports.socket = (name) => http.get({ path: "/z", socketPath: name ? "/run/a.sock" : undefined }); //! net.connect unix:/run/a.sock certainty=may ; http.read http://localhost/z certainty=may
