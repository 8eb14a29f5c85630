export async function f(names: string[]) {
  let [a, b, c, d, e, g, h, i, j] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const name of names) {
    if (j === 1) await fetch("https://a.example/"); //! http.read https://a.example/ certainty=may x=0..*
    if (i === 1) j = 1;
    if (h === 1) i = 1;
    if (g === 1) h = 1;
    if (e === 1) g = 1;
    if (d === 1) e = 1;
    if (c === 1) d = 1;
    if (b === 1) c = 1;
    if (a === 1) b = 1;
    a = 1;
  }
}
export async function objects(names: string[]) {
  let [a, b, c] = [false, false, false];
  let last = { go: false };
  for (const name of names) {
    if (last.go) await fetch("https://b.example/"); //! http.read https://b.example/ certainty=may x=0..*
    last = { go: c };
    if (b) c = true;
    if (a) b = true;
    a = true;
  }
}
