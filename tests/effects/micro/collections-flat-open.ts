import { readText, writeText } from "ambit:fs";
export function run(name: string, given: (() => unknown) | (() => unknown)[]) {
  const handlers: [string, unknown][] = [["a", [() => readText("a.txt")]], ["b", () => writeText("b.txt", "")]]; //! fs.read /a.txt certainty=may ; fs.write /b.txt certainty=may
  handlers.push(["c", given]);
  const found = handlers.filter(([key]) => key === name).flatMap(([, each]) => each as () => unknown);
  for (const each of found) each();
}
export async function all(names: string | string[]) {
  for (const name of ["a"].concat(names)) await readText(`d/${name}`); //! fs.read /d/*
  for (const name of ([] as string[]).concat(names)) await readText(`e/${name}`); //! fs.read /e/* certainty=may
}
