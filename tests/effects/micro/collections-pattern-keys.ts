const table = {
  a: () => fetch("https://a.example/"), //! http.read https://a.example/ certainty=may
  b: () => fetch("https://b.example/"), //! http.read https://b.example/ certainty=any
  3: () => fetch("https://c.example/"), //! http.read https://c.example/ certainty=must
};
export async function main(key: "a" | "b", second: boolean) {
  const { [key]: unknown } = table;
  await unknown();
  const { [3]: known } = table;
  await known();
  let assigned: () => Promise<unknown>;
  ({ [second ? "b" : "a"]: assigned } = table);
  await assigned();
  const { ...copy } = ["https://copy.example/"];
  await fetch(copy[0]); //! http.read https://copy.example/
}
