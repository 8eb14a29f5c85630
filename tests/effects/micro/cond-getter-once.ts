class Counted {
  get size() {
    void fetch("https://a.example/"); //! http.read https://a.example/ x=1..1
    return 3;
  }
  toString() {
    void fetch("https://b.example/"); //! http.read https://b.example/ x=1..1
    return "a";
  }
}
class Ids {
  at = 0;
  get next() {
    return ++this.at;
  }
}
export async function f(n: number, text: string) {
  const counted = new Counted();
  if (counted.size === n || n === 4) console.log("a");
  if (text === `a${counted}`) console.log("b");
  if (new Set([await (await fetch("https://c.example/")).text(), "a"]).has(text)) console.log("c"); //! http.read https://c.example/ x=1..1
  const ids = new Ids();
  if (ids.next === n || n === 4) console.log("d");
  await fetch(`https://d.example/${ids.at}`); //! http.read https://d.example/1 x=1..1
}
