import { createServer } from "node:http";
import { readFileSync } from "node:fs";
const routes = new Map();
const server = createServer((request, response) => routes.get(request.url)?.(request, response));
const wrap = (handler) => async (request, response) => {
  response.end(await handler(request));
};
const on = (path, handler) => server.on(path, wrap(handler));
on("1", () => readFileSync("/srv/1")); //! fs.read /srv/1 certainty=may
on("2", () => readFileSync("/srv/2")); //! fs.read /srv/2 certainty=may
on("3", () => readFileSync("/srv/3")); //! fs.read /srv/3 certainty=may
on("4", () => readFileSync("/srv/4")); //! fs.read /srv/4 certainty=may
on("5", () => readFileSync("/srv/5")); //! fs.read /srv/5 certainty=may
on("6", () => readFileSync("/srv/6")); //! fs.read /srv/6 certainty=may
on("7", () => readFileSync("/srv/7")); //! fs.read /srv/7 certainty=may
on("8", () => readFileSync("/srv/8")); //! fs.read /srv/8 certainty=may
