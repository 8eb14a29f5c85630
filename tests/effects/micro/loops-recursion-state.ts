let [a, b, c, d, e, g] = [0, 0, 0, 0, 0, 0];
async function chain(n: number): Promise<void> {
  if (g === 1) await fetch("https://a.example/"); //! http.read https://a.example/ certainty=may x=0..*
  if (e === 1) g = 1;
  if (d === 1) e = 1;
  if (c === 1) d = 1;
  if (b === 1) c = 1;
  if (a === 1) b = 1;
  a = 1;
  if (n > 0) await chain(n - 1);
}
let seen = false;
async function behind(n: number): Promise<void> {
  if (n <= 0) seen = true;
  else {
    await behind(n - 1);
    if (seen) await fetch("https://b.example/"); //! http.read https://b.example/ certainty=may x=0..*
  }
}
let [x, y, z] = [false, false, false];
function made(n: number): { go: boolean } {
  if (n <= 0) return { go: z };
  if (y) z = true;
  if (x) y = true;
  x = true;
  const last = made(n - 1);
  if (last.go) void fetch("https://c.example/"); //! http.read https://c.example/ certainty=may x=0..*
  return last;
}
export async function main(n: number) {
  await chain(n);
  await behind(n);
  made(n);
}
