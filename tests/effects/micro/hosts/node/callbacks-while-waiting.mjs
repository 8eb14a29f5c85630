import { createServer } from "node:http";
import { readFileSync, stat } from "node:fs";
const state = { turns: 0 };
const wait = () => new Promise((done) => { state.turns++; setTimeout(done); });
const server = createServer((request) => {
  state.last = state.turns;
  if (request.url.startsWith("/a"))
    stat("/a", (error) => { //! fs.read /a certainty=may
      if (error) stat("/b", () => readFileSync("/c")); //! fs.read /b certainty=may ; fs.read /c certainty=may
    });
});
server.listen(80); //! http.serve *:80
for (const each of process.argv) { await wait(); await wait(); await wait(); await wait(); }
for (const each of process.argv) { await wait(); await wait(); await wait(); await wait(); }
