import { join } from "jsr:@std/path@1";
import * as remote from "npm:openai";
const text = await Deno.readTextFile("./a.json"); //! fs.read {cwd}/a.json
const dir = await Deno.makeTempDir(); //! fs.create {tmp}/* ; fs.write {tmp}
await Deno.writeTextFile(join(dir, "x.txt"), text); //! fs.write {tmp}/*/x.txt
for await (const entry of Deno.readDir("/data")) { //! fs.read /data
  await Deno.remove(`/data/${entry.name}`); //! fs.delete /data/* certainty=may
}
using file = await Deno.open("log", { append: true }); //! fs.write {cwd}/log
Deno.env.get("HOME"); //! env.read HOME
await new Deno.Command("git", { args: ["status"] }).output(); //! process.run git
await Deno.connect({ hostname: "a.com", port: 443 }); //! net.connect a.com:443
await Deno.resolveDns("deno.com", "A"); //! net.resolve deno.com ; net.connect *:53
Deno.serve({ port: 8080 }, async () => { //! http.serve 0.0.0.0:8080
  await fetch("https://a.com/x"); //! http.read https://a.com/x certainty=may
  return new Response("ok");
});
new remote.OpenAI(); //! unknown:import
Deno.notThere(); //! unknown:model
