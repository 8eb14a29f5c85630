import { readText } from "ambit:fs";
let name = "c";
if (name === (name = "a")) await readText("same.txt");
else await readText("other.txt"); //! fs.read /other.txt
let last: string | undefined;
for (const each of ["p", "p", "q"]) if (last !== (last = each)) await readText(each); //! fs.read /p ; fs.read /q
let text = "banana";
do await readText(text); //! fs.read /banana ; fs.read /bana ; fs.read /ba
while (text !== (text = text.replace("an", "")));
await readText("end.txt"); //! fs.read /end.txt
