let [a, b, c, d, e] = [0, 0, 0, 0, 0];
export async function sixth() {
  if (e === 1) await fetch("https://a.example/"); //! http.read https://a.example/ certainty=may
}
export function fifth() {
  if (d === 1) e = 1;
}
export function fourth() {
  if (c === 1) d = 1;
}
export function third() {
  if (b === 1) c = 1;
}
export function second() {
  if (a === 1) b = 1;
}
export function first() {
  a = 1;
}
