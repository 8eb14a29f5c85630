Deno.addSignalListener("SIGINT", () => {
  Deno.removeSync("/tmp/lock"); //! fs.delete /tmp/lock certainty=may
  Deno.exit();
});
await Deno.readTextFile("/etc/hosts"); //! fs.read /etc/hosts certainty=must
const kv = await Deno.openKv(); //! none
await kv.set(["a"], 1); //! none
const socket = new WebSocketStream("wss://a.example/s"); //! websocket.connect wss://a.example/s
const worker: any = await import(Deno.args[0]!); //! module.load unknown:parameter ; unknown:import
worker.onmessage = () => Deno.readTextFileSync("/tmp/message"); //! fs.read /tmp/message certainty=may
console.log(socket);
