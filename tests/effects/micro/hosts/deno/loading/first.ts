Deno.statSync("first"); //! fs.read {cwd}/first
