async function fails(): Promise<never> {
  throw new Error("no");
}
async function hands() {
  return fails();
}
try {
  await hands();
} catch {
  await fetch("https://handed.example/"); //! http.read https://handed.example/
}
Promise.resolve()
  .then(() => {
    throw new Error("no");
  })
  .catch(() => fetch("https://then.example/")); //! http.read https://then.example/
new Promise(() => {
  throw new Error("no");
}).catch(() => fetch("https://executor.example/")); //! http.read https://executor.example/
Promise.try(() => {
  throw new Error("no");
}).catch(() => fetch("https://try.example/")); //! http.read https://try.example/
await fetch("https://after.example/"); //! http.read https://after.example/
