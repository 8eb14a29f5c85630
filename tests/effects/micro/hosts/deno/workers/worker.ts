self.onmessage = async (event: MessageEvent) => {
  await Deno.readTextFile(event.data.file); //! fs.read unknown:net-content certainty=may
};
await Deno.stat("/worker"); //! fs.read /worker
