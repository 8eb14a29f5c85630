const shared: any = { path: "/one" };
const copy: any = structuredClone({ a: shared, b: shared });
copy.a.path = "/two";
await fetch(`https://a.com${copy.b.path}`); //! http.read https://a.com/two
await fetch(`https://a.com${shared.path}`); //! http.read https://a.com/one
shared.self = shared;
await fetch(`https://a.com${structuredClone(shared).self.self.path}`); //! http.read https://a.com/one
