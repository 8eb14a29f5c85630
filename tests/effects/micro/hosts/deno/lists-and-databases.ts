Deno.watchFs(["/one", "/two"], { recursive: false }); //! fs.read /one certainty=may ; fs.read /two certainty=may
await Deno.openKv(":memory:"); //! none
await Deno.openKv(); //! none
await Deno.openKv("data.db"); //! fs.read {cwd}/data.db ; fs.write {cwd}/data.db
await Deno.openKv("https://kv.example.com/x"); //! http.write https://kv.example.com/x
await Deno.bundle({ entrypoints: ["a.ts"], outputDir: "out", write: true }); //! fs.read {cwd}/a.ts ; fs.write {cwd}/out/**
Deno.umask(0o22); //! system.info umask
