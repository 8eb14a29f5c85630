Deno.statSync("second"); //! fs.read {cwd}/second
