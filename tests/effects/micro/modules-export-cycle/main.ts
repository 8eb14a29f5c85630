import { readText } from "ambit:fs";
export * from "./cycle.ts";
await readText("./a"); //! fs.read /a
