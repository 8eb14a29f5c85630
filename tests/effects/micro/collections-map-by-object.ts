const urls = new WeakMap<object, string>();
class Call {
  constructor(host: string) {
    urls.set(this, `https://${host}/`);
  }
  path(path: string) {
    urls.set(this, urls.get(this) + path);
    return this;
  }
  async send() {
    if (!urls.has(this)) await fetch("https://missing.example/"); //! none
    return await fetch(urls.get(this)!); //! http.read https://a.example/x ; http.read https://b.example/y
  }
}
await new Call("a.example").path("x").send();
await new Call("b.example").path("y").send();
const names = new Map([[Call, "call"]]);
for (const [make, name] of names) await fetch(`https://${name}.example/${make === Call}`); //! http.read https://call.example/true
