const source = new ReadableStream({
  async pull(controller) {
    controller.enqueue(await fetch("https://api.example/pulled")); //! http.read https://api.example/pulled certainty=may
  },
});
const changed = new TransformStream({
  async transform(chunk, controller) {
    controller.enqueue(await fetch("https://api.example/changed")); //! http.read https://api.example/changed certainty=may
  },
});
for await (const chunk of source.pipeThrough(changed)) console.log(chunk);
const port: any = new MessageChannel().port1;
port.onmessage = () => fetch("https://api.example/message"); //! http.read https://api.example/message certainty=may
