class Target {
  set url(url: string) {
    fetch(url); //! http.read https://assign.example/
  }
}
Object.assign(new Target(), { url: "https://assign.example/" });
for (const call of await Array.fromAsync([1], async () => () => fetch("https://async.example/"))) await call(); //! http.read https://async.example/
export async function main(first: boolean) {
  const a = { go: () => fetch("https://a.example/") }; //! http.read https://a.example/ certainty=may
  const b = { get go() { return () => fetch("https://b.example/"); } }; //! http.read https://b.example/ certainty=may
  for (const call of Object.values(first ? a : b)) await call();
}
