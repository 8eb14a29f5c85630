const names = [3, 20, 100].sort((a, b) => b - a);
await fetch(`https://a.com/${names[0]}`); //! http.read https://a.com/100
await fetch(`https://a.com/${["x", "y"].indexOf("y")}`); //! http.read https://a.com/1
await fetch(`https://a.com/${"a1b22c".split(/\d+/).join("/")}`); //! http.read https://a.com/a/b/c
await fetch(`https://a.com/${parseFloat("3.5x")}`); //! http.read https://a.com/3.5
await fetch(`https://a.com/${Symbol.for("k").description}`); //! http.read https://a.com/k
await fetch(`https://a.com/${"abc".replace("b", "$&$&")}`); //! http.read https://a.com/abbc
await fetch(`https://a.com/${["p", "q"].entries().next().value!.join("")}`); //! http.read https://a.com/0p
await fetch(`https://a.com/${"abc".search(/c/)}`); //! http.read https://a.com/2
