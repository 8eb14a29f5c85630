import { readText } from "ambit:fs";
const lines = (await readText("list.txt")).split("\n"); //! fs.read /list.txt
for (const line of lines) if (line !== undefined) await readText("first.txt"); //! fs.read /first.txt
const [, ...others] = lines;
for (const each of others) await readText("other.txt"); //! fs.read /other.txt certainty=may
let rest: string[];
[, , ...rest] = ["a", ...lines];
for (const each of rest) await readText("rest.txt"); //! fs.read /rest.txt certainty=may
const names = new Set(lines);
names.delete("a");
for (const each of names) await readText("left.txt"); //! fs.read /left.txt certainty=may
const steps = ["a", "b"].values();
steps.next();
for (const each of steps) await readText(each); //! fs.read /b
