const child = Deno.spawn("git", ["status"]); //! process.run git
await child.status;
Deno.spawnAndWaitSync("ls"); //! process.run ls
Deno.cpuUsage(); //! none
const writer = new WritableStreamDefaultWriter(new WritableStream()); //! none
await crypto.subtle.digest("SHA-256", new Uint8Array(4)); //! none
