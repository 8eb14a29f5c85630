class Base {
  go() {
    return fetch("https://base.example/"); //! http.read https://base.example/ certainty=any
  }
}
const deleted: any = new Base();
deleted.go = () => fetch("https://deleted.example/"); //! none
delete deleted.go;
await deleted.go();
class Hiding extends Base {
  override go = () => fetch("https://hiding.example/"); //! http.read https://hiding.example/
}
await new Hiding().go();
export async function main(own: boolean, key: "go") {
  const maybe: any = new Base();
  if (own) maybe.go = () => fetch("https://own.example/"); //! http.read https://own.example/ certainty=may
  await maybe.go();
  const table: any = { go: () => fetch("https://default.example/"), ...(own ? { go: () => fetch("https://given.example/") } : {}) }; //! http.read https://default.example/ certainty=may ; http.read https://given.example/ certainty=may
  await table.go();
  const some: any = { go: () => fetch("https://some.example/") }; //! http.read https://some.example/ certainty=any
  delete some[key];
  await some.go?.();
}
