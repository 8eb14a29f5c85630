export async function run(flag: boolean, key: string) {
  const map = new Map<string, string>();
  if (flag) map.set("a", "1");
  if (!map.has("a")) await fetch("https://has.example/"); //! http.read https://has.example/ certainty=may
  if (map.size === 0) await fetch("https://size.example/"); //! http.read https://size.example/ certainty=may
  for (const name of map.keys()) await fetch(`https://${name}.example/`); //! http.read https://a.example/ certainty=may x=0..1
  const full = new Map([["b", 1]]);
  full.delete(key);
  if (!full.has("b")) await fetch("https://deleted.example/"); //! http.read https://deleted.example/ certainty=may
  const set = new Set(["c"]);
  set.delete(key);
  if (!set.has("c")) await fetch("https://set.example/"); //! http.read https://set.example/ certainty=may
  const object: Record<string, unknown> = {};
  if (flag) object.d = 1;
  if (!("d" in object)) await fetch("https://in.example/"); //! http.read https://in.example/ certainty=may
  if (!Object.hasOwn(object, "d")) await fetch("https://own.example/"); //! http.read https://own.example/ certainty=may
  for (const name of Object.keys(object)) await fetch(`https://${name}.example/`); //! http.read https://d.example/ certainty=may x=0..1
  object[key] = 2;
  if (flag) object.e = 3;
  if (object.e === undefined) await fetch("https://rest.example/"); //! http.read https://rest.example/ certainty=may
}
