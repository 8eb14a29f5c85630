import { readText } from "ambit:fs";

export async function either(x: string, strict: boolean) {
  const pattern = strict ? /^[a-z]+$/ : /.*/;
  if (pattern.test(x)) await readText(`./d/${x}`); //! fs.read /d/* worst=/** certainty=may
}
