import { readText } from "ambit:fs";
import { env } from "ambit:env";
export async function main(key: string) {
  const page = await readText("/page.html"); //! fs.read /page.html
  const values: unknown[] = [];
  page.replace(/\{(\w+)\}/g, (_, name) => {
    values.push(env.get("APP_" + name)); //! env.read APP_* x=0..* certainty=may
    return "";
  });
  page.replace("{host}", () => (values.push(fetch("https://once.example/")), "")); //! http.read https://once.example/ certainty=may x=0..1
  "a b a".replaceAll("a", () => (values.push(fetch("https://twice.example/")), "")); //! http.read https://twice.example/ x=2..2
  "a b".replace("c", () => (values.push(fetch("https://none.example/")), "")); //! none
  `{a} ${key} {b}`.replace(/\{(\w)\}/g, (_, name) => (values.push(fetch(`https://${name}.example/`)), "")); //! http.read https://*.example/
  key.replace(new RegExp(key), () => (values.push(fetch("https://any.example/")), "")); //! http.read https://any.example/ certainty=may
  await Promise.all(values);
}
