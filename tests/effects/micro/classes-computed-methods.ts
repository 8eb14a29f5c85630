class Handlers {
  get() {
    return fetch("https://get.example/"); //! http.read https://get.example/ certainty=any
  }
  set url(url: string) {
    fetch(url); //! http.read https://set.example/ certainty=may
  }
}
export async function main(name: "get", key: "url") {
  const handlers = new Handlers();
  handlers[key] = "https://set.example/";
  await handlers[name]();
}
