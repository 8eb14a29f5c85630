import url from "node:url";
fetch(url.format({ protocol: "https", hostname: "a.example", pathname: "/x" })); //! http.read https://a.example/x
fetch(url.format({ protocol: "https", host: "b.example:81" })); //! http.read https://b.example:81/
fetch(url.format({ protocol: "https:", hostname: "d.example", pathname: "x" })); //! http.read https://d.example/x
const parts = { protocol: "https:", hostname: "d.example", pathname: "x", port: 8080, query: { q: "1" } };
fetch(url.format(parts)); //! http.read https://d.example:8080/x?q=1
fetch(url.format({ ...parts, search: "a=1" })); //! http.read https://d.example:8080/x?a=1
fetch(url.format({ protocol: "https:", host: "d.example", query: { q: [1, 2], r: "s" } })); //! http.read https://d.example/?q=1&q=2&r=s
fetch(url.format(new URL("https://f.example/x?q#h"))); //! http.read https://f.example/x?q
fetch("https://g.example" + url.format({ pathname: "/x", query: { q: 2 } })); //! http.read https://g.example/x?q=2
const parsed = url.parse("https://h.example/x?q=1");
fetch(parsed.format()); //! http.read https://h.example/x?q=1
parsed.pathname = "/y";
fetch(url.format(parsed)); //! http.read https://h.example/y?q=1
export function named(name) {
  fetch(url.format({ protocol: "https:", host: "i.example", pathname: `/u/${name}` })); //! http.read https://i.example/u/* worst=https://i.example/**
}
