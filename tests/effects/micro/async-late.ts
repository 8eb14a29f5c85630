// What stands behind an `await` sees what the caller does in the meantime.
let target = "https://a.example/";
const job = async (): Promise<Response> => {
  await Promise.resolve();
  return await fetch(target); //! http.read https://a.example/ certainty=may ; http.read https://b.example/ certainty=may
};
const running = job();
target = "https://b.example/";
await running;

let state = "/idle";
Promise.resolve().then(() => fetch(`https://c.example${state}`)); //! http.read https://c.example/idle certainty=may ; http.read https://c.example/busy certainty=may
state = "/busy";

const flags = { isReady: false };
queueMicrotask(() => {
  if (flags.isReady) void fetch("https://ready.example/"); //! http.read https://ready.example/ certainty=may
});
flags.isReady = true;

let queue: string[] = [];
let flushed: Promise<void> | undefined;
async function flush() {
  const batch = queue;
  queue = [];
  for (const each of batch) await fetch(`https://d.example/${each}`); //! http.read https://d.example/a certainty=may ; http.read https://d.example/b certainty=may
}
function load(id: string) {
  queue.push(id);
  flushed ??= Promise.resolve().then(flush);
  return flushed;
}
void load("a");
await load("b");

let shared = "";
async function one() {
  shared = "one";
  await null;
  await fetch(`https://e.example/${shared}`); //! http.read https://e.example/one certainty=may ; http.read https://e.example/two certainty=may
}
async function two() {
  shared = "two";
  await null;
  await fetch(`https://f.example/${shared}`); //! http.read https://f.example/two
}
await Promise.all([one(), two()]);
