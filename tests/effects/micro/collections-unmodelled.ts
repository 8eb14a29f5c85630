const list = [() => fetch("https://a.example/"), () => fetch("https://b.example/")]; //! http.read https://a.example/ certainty=any ; http.read https://b.example/ certainty=any
list.copyWithin(0, 1);
await list[0]();
const target: any = {};
Reflect.set(target, "go", () => fetch("https://set.example/")); //! http.read https://set.example/
await Reflect.get(target, "go")();
