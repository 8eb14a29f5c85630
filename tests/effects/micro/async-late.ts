// What stands behind an `await` sees what the caller does in the meantime.
let target = "https://a.example/";
const job = async (): Promise<Response> => {
  await Promise.resolve();
  return await fetch(target); //! http.read https://a.example/ certainty=must ; http.read https://b.example/ certainty=may
};
const running = job();
target = "https://b.example/";
await running;

let state = "/idle";
Promise.resolve().then(() => fetch(`https://c.example${state}`)); //! http.read https://c.example/idle certainty=must ; http.read https://c.example/busy certainty=may
state = "/busy";
