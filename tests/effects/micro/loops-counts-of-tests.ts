while ((await fetch("https://a.com/busy")).ok) { //! http.read https://a.com/busy x=1..*
  await fetch("https://a.com/wait"); //! http.read https://a.com/wait certainty=may x=0..*
}
let n = 0;
while (n++ < 3) await fetch("https://a.com/three"); //! http.read https://a.com/three x=3..3
for (;;) {
  if ((await fetch("https://a.com/stop")).ok) break; //! http.read https://a.com/stop x=1..*
  await fetch("https://a.com/go"); //! http.read https://a.com/go certainty=may x=0..*
}
setTimeout(() => setTimeout(() => fetch("https://a.com/once"), 1), 1); //! http.read https://a.com/once certainty=may x=0..1
setInterval(() => setTimeout(() => fetch("https://a.com/often"), 1), 1); //! http.read https://a.com/often certainty=may x=0..*
setTimeout(() => {
  throw new Error("later");
}, 1);
await fetch("https://a.com/after"); //! http.read https://a.com/after x=1..1
