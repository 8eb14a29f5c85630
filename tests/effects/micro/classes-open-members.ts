class Client {
  base = "https://api.x.com";
  constructor(options: Record<string, string>) {
    for (const key in options) this[key] = options[key];
  }
  load() {
    return fetch("https://b.com/load"); //! http.read https://b.com/load certainty=may phase=export:main
  }
}
export const main = (options) => new Client(options).load();
