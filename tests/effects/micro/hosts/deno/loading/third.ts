Deno.statSync("third"); //! fs.read {cwd}/third
