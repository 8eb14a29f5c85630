const [first, second] = [Symbol("key"), Symbol("key")];
const paths = new Map<symbol, string>([
  [first, "a"],
  [second, "b"],
]);
await fetch(`https://get.example/${paths.get(first)}`); //! http.read https://get.example/a
for (const [key, path] of paths) if (key === second) await fetch(`https://entries.example/${path}`); //! http.read https://entries.example/b
