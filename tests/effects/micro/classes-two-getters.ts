export async function main(first: boolean) {
  const two: any = {};
  Object.defineProperty(two, "go", first ? { get: () => fetch("https://a.example/") } : { get: () => fetch("https://b.example/") }); //! http.read https://a.example/ certainty=may ; http.read https://b.example/ certainty=may
  if (first) Object.defineProperty(two, "other", { get: () => fetch("https://c.example/") }); //! http.read https://c.example/ certainty=may
  else Object.defineProperty(two, "other", { get: () => fetch("https://d.example/") }); //! http.read https://d.example/ certainty=may
  await two.go;
  await two.other;
  const one: any = { go: () => fetch("https://plain.example/") }; //! http.read https://plain.example/ certainty=may
  if (first) Object.defineProperty(one, "go", { get: () => () => fetch("https://got.example/") }); //! http.read https://got.example/ certainty=may
  await one.go();
}
