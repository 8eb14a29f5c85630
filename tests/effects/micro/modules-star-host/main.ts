import * as files from "./files.ts";
import { readText } from "./files.ts";
await files.readText("./a"); //! fs.read /a
await readText("./b"); //! fs.read /b
