class List extends Array<string> {
  load() {
    return Promise.all(this.map((each) => fetch(`https://a.com/list/${each}`))); //! http.read https://a.com/list/one ; http.read https://a.com/list/two
  }
}
await new List("one", "two").load();
class Table extends Map<string, string> {
  load(name: string) {
    return fetch(`https://a.com/table/${this.get(name)}`); //! http.read https://a.com/table/1
  }
}
await new Table([["one", "1"]]).load("one");
class Later extends Promise<string> {}
await new Later((resolve) => resolve("https://a.com/later")).then((url) => fetch(url)); //! http.read https://a.com/later
async function retried(run: () => Promise<unknown>) {
  for (let i = 0; ; i++) {
    try {
      return await run();
    } catch (error) {
      if (i === 2) throw error;
    }
  }
}
await retried(() => fetch("https://a.com/first")); //! http.read https://a.com/first x=1..3
await fetch("https://a.com/second"); //! http.read https://a.com/second x=1..1
