export async function main(first: boolean) {
  const cut = ["https://a.example/", "https://b.example/"];
  cut.length = 1;
  for (const url of cut) await fetch(url); //! http.read https://a.example/ x=1..1
  const same = ["https://c.example/"];
  same.length = same.length;
  for (const url of same) await fetch(url); //! http.read https://c.example/ x=1..1
  const [one, two] = [["https://d.example/"], ["https://e.example/"]];
  (first ? one : two).length = 0;
  for (const url of one) await fetch(url); //! http.read https://d.example/ certainty=may x=0..1
}
