class Query {
  url: string;
  constructor(url: string) {
    this.url = url;
  }
  then(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
    fetch(this.url).then(resolve, reject); //! http.read https://returned.example/ ; http.read https://resolved.example/ ; http.read https://all.example/ ; http.read https://then.example/ ; http.read https://new.example/
  }
}
const answer = { then: (resolve: (value: unknown) => void) => resolve(() => fetch("https://answer.example/")) }; //! http.read https://answer.example/ x=5..5
async function query() {
  return new Query("https://returned.example/");
}
await query();
await Promise.resolve(new Query("https://resolved.example/"));
await Promise.all([new Query("https://all.example/")]);
await Promise.resolve().then(() => new Query("https://then.example/"));
await new Promise((resolve) => resolve(new Query("https://new.example/")));

type Answer = () => Promise<unknown>;
await ((await Promise.resolve(answer)) as Answer)();
await ((await new Promise((resolve) => resolve(answer))) as Answer)();
await ((await (async () => answer)()) as unknown as Answer)();
await ((await Promise.all([answer]))[0] as Answer)();
await ((await Promise.resolve().then(() => answer)) as Answer)();
