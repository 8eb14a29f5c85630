import { readText } from "ambit:fs";
import { problemsOf, validate } from "ambit:schema";

const settings = validate({ type: "object" }, { host: "a.example" }) as { host: string };
await fetch(`https://${settings.host}/`); //! http.read https://a.example/
if (problemsOf({ type: "string" }, settings).length > 0) await readText("./faults.txt"); //! fs.read /faults.txt certainty=may
