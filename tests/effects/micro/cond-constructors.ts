import { readText } from "ambit:fs";
const defaults: Record<string, unknown> = { verbose: true, retries: 3, name: "x", since: new Date() };
const named = (type: unknown) => Object.keys(defaults).filter((key) => (defaults[key] as object).constructor === type);
for (const key of named(Boolean)) await readText(`/flags/${key}`); //! fs.read /flags/verbose
for (const key of named(Number)) await readText(`/numbers/${key}`); //! fs.read /numbers/retries
for (const key of named(String)) await readText(`/texts/${key}`); //! fs.read /texts/name
for (const key of named(Date)) await readText(`/dates/${key}`); //! fs.read /dates/since
for (const key of named(Object)) await readText(`/objects/${key}`); //! none
