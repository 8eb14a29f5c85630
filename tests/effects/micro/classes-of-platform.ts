class Named extends Map<string, string> {
  url = "https://named.example/";
}
const named = new Named([["entry", "1"]]);
for (const [key] of named) await fetch(`https://${key}.example/`); //! http.read https://entry.example/
named.clear();
await fetch(named.url); //! http.read https://named.example/
class Target extends EventTarget {}
new Target().addEventListener("x", () => fetch("https://event.example/")); //! http.read https://event.example/ certainty=may
