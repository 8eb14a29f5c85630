import { readFileSync } from "node:fs";
const names = Array.from({ length: 100 }, (_, i) => `n${i}`);
const table = {};
for (const name of names) table[name] = () => readFileSync(`/long/${name}`); //! fs.read /long/n3 certainty=must ; fs.read /long/n99 certainty=must
table.n3();
table.n99();
let sum = 0;
for (const name of names) {
  for (let i = 0; i < 60; i++) sum += i * i - (i + 1) * (i + 2) + i * (sum % 7);
  readFileSync(`/much/${name}`); //! fs.read /much/n* x=100..100
}
names.forEach((name) => {
  for (let i = 0; i < 60; i++) sum += i * i - (i + 1) * (i + 2) + i * (sum % 7);
  readFileSync(`/each/${name}`); //! fs.read /each/n* x=100..100
});
