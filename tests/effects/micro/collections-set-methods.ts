const some = new Set(["a", "b"]);
for (const name of some.union(new Set(["c"]))) await fetch(`https://a.com/u/${name}`); //! http.read https://a.com/u/a ; http.read https://a.com/u/b ; http.read https://a.com/u/c
for (const name of some.intersection(new Set(["b"]))) await fetch(`https://a.com/i/${name}`); //! http.read https://a.com/i/b
for (const name of some.difference(new Set(["b"]))) await fetch(`https://a.com/d/${name}`); //! http.read https://a.com/d/a
for (const name of some.symmetricDifference(new Set(["b", "c"]))) await fetch(`https://a.com/s/${name}`); //! http.read https://a.com/s/a ; http.read https://a.com/s/c
