import { serveDir, route, getCookies } from "jsr:@std/http@1";
import { serve } from "https://deno.land/std@0.140.0/http/server.ts";
import { getAvailablePort } from "jsr:@std/net";
import * as log from "jsr:@std/log";
import { walk, ensureDir, exists } from "jsr:@std/fs";
import { parseArgs } from "jsr:@std/cli/parse-args";
import { join } from "@std/path/join";
import "jsr:@std/dotenv/load"; //! fs.read {cwd}/.env ; env.write unknown:callee
const flags = parseArgs(Deno.args);
getAvailablePort(); //! net.listen 0.0.0.0:0
Deno.serve({ port: 1 }, route([{ pattern: "/a", handler: () => fetch("https://a.com/x") }], (request) => serveDir(request, { fsRoot: "public" }))); //! http.serve 0.0.0.0:1 ; http.read https://a.com/x certainty=may ; fs.read {cwd}/public/** certainty=may
serve(async (request) => new Response(await Deno.readTextFile("/served"))); //! http.serve 0.0.0.0:8000 ; fs.read /served certainty=may
log.setup({ handlers: { file: new log.FileHandler("INFO", { filename: "./log.txt" }) } }); //! fs.write {cwd}/log.txt certainty=any
log.info(getCookies(new Headers()));
for await (const entry of walk("/docs")) await exists(join("/docs", entry.name)); //! fs.read /docs/**
await ensureDir("out"); //! fs.read {cwd}/out ; fs.create {cwd}/out
