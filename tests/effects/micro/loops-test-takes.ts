const last = ["https://a.example/", "https://b.example/"];
let url: string | undefined;
while ((url = last.pop()) !== undefined) await fetch(url); //! http.read https://a.example/ x=1..1 ; http.read https://b.example/ x=1..1
const first = ["https://c.example/", "https://d.example/"];
while ((url = first.shift()) !== undefined) await fetch(url); //! http.read https://c.example/ x=1..1 ; http.read https://d.example/ x=1..1
while (!(await fetch("https://e.example/")).ok) {} //! http.read https://e.example/ x=1..*
do {} while (!(await fetch("https://f.example/")).ok); //! http.read https://f.example/ x=1..*
