import fs from "node:fs";
import { DatabaseSync } from "node:sqlite";
using folder = fs.mkdtempDisposableSync("/work/x-"); //! fs.create /work/x-* ; fs.delete /work/x-*
fs.writeFileSync(`${folder.path}/a`, ""); //! fs.write /work/x-*/a
new fs.Utf8Stream({ dest: "/log/a" }); //! fs.write /log/a
process.umask(0o22); //! system.info umask
process.availableMemory(); //! system.info systemMemoryInfo
const database = new DatabaseSync(":memory:"); //! none
database.loadExtension("/lib/text.so"); //! ffi.load /lib/text.so
