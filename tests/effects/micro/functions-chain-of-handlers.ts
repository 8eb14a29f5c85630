import { readText } from "ambit:fs";
type Handler = (context: object, next: () => Promise<unknown>) => Promise<unknown>;
const all: [string, Handler][] = [];
const use = (method: string, handler: Handler) => all.push([method, handler]);
for (const name of ["a", "b", "c", "d", "e", "f"])
  use(name, async (context, next) => {
    await readText(`${name}.txt`); //! fs.read /a.txt certainty=may ; fs.read /b.txt certainty=may ; fs.read /c.txt certainty=may ; fs.read /d.txt certainty=may ; fs.read /e.txt certainty=may ; fs.read /f.txt certainty=may
    await next();
  });
export default async function main({ method }: { method: string }) {
  const context = { method };
  const handlers = all.filter(([name]) => name === method).map(([, handler]) => handler);
  const run = async (i: number): Promise<unknown> => (i < handlers.length ? handlers[i]!(context, () => run(i + 1)) : undefined);
  return run(0);
}
