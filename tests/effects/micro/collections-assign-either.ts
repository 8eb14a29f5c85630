import { readText } from "ambit:fs";

export async function either(which: boolean) {
  const [one, other] = [{ path: "./one" }, { path: "./other" }];
  Object.assign(which ? one : other, { path: "./assigned" });
  await readText(one.path); //! fs.read /one certainty=may ; fs.read /assigned certainty=may
}
