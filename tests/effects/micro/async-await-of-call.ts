const base = await (async () => "https://api.example")();
await fetch((await (async () => base)()) + "/a"); //! http.read https://api.example/a
await (fetch)(base + "/b"); //! http.read https://api.example/b
