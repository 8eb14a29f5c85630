export async function f(names: string[], more: boolean) {
  const all: string[] = [];
  if (more) all.push("a");
  for (const name of names) all.push("a");
  for (const name of all) await fetch("https://a.example/"); //! http.read https://a.example/ certainty=may x=0..*
}
