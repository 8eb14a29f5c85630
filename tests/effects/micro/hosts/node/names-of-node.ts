// Members under names that Node itself gives, as routers and printed objects have them, hide no others.
import { EventEmitter, errorMonitor } from "node:events";
import { readFileSync } from "node:fs";
import { METHODS } from "node:http";
import { inspect } from "node:util";

const router: Record<string | symbol, (path: string) => unknown> = {
  handle: (path) => readFileSync(`/handled/${path}`), //! fs.read /handled/a
};
for (const method of METHODS) router[method.toLowerCase()] = (path) => readFileSync(`/routes/${path}`); //! fs.read /routes/b
router[inspect.custom] = () => readFileSync("/shown"); //! none
router.handle("a");
router["m-search"]("b");

const events = new EventEmitter();
events.on(errorMonitor, () => readFileSync("/monitor")); //! fs.read /monitor certainty=any
events.emit("other");
