let n = 70;
const grow = () => void (n += 10);
for (let i = 0; i < n; i++) {
  if (i === 3) grow();
  await fetch("https://a.example/"); //! http.read https://a.example/ x=1..*
}
let m = 70;
for (let i = 0; i < m; i++) {
  if (m < 100) m++;
  await fetch("https://b.example/"); //! http.read https://b.example/ x=1..*
}
const most = 90;
for (let i = 0; i < most; i++) {
  if (Math.random() > 0.9) continue;
  await fetch("https://d.example/"); //! http.read https://d.example/ certainty=may x=0..90
}
