Deno.serve({ path: "./http.sock" }, () => new Response("ok")); //! http.serve unix:{cwd}/http.sock ; fs.read {cwd}/http.sock ; fs.write {cwd}/http.sock
const connection = await Deno.connect({ transport: "unix", path: "/run/x.sock" }); //! net.connect unix:/run/x.sock ; fs.read /run/x.sock ; fs.write /run/x.sock
await Deno.resolveDns("deno.com", "A"); //! net.resolve deno.com ; net.connect *:53
import { spawn } from "node:child_process";
spawn("ls"); //! process.run ls ; env.read *
export const app: any = await import("npm:unknown-framework"); //! unknown:import
Deno.serve(app.fetch); //! http.serve 0.0.0.0:8000 worst=**
