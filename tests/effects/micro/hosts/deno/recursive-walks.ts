async function* walk(dir: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(dir)) { //! fs.read {cwd}/src/**
    if (entry.isDirectory) yield* walk(`${dir}/${entry.name}`);
    else yield `${dir}/${entry.name}`;
  }
}
for await (const file of walk("src")) await Deno.readTextFile(file); //! fs.read {cwd}/src/*/** certainty=may worst={cwd}/src/**

async function list(dir: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(dir)) { //! fs.read {cwd}/old/**
    if (entry.isDirectory) found.push(...(await list(`${dir}/${entry.name}`)));
    else found.push(`${dir}/${entry.name}`);
  }
  return found;
}
for (const file of await list("old")) await Deno.remove(file); //! fs.delete {cwd}/old/*/** certainty=may worst={cwd}/old/**
