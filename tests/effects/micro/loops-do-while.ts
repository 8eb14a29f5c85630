let once = 0;
do {
  await fetch("https://a.example/once"); //! http.read https://a.example/once certainty=must x=1..1
} while (once > 0);
let page: number | undefined = 0;
do {
  const reply = await fetch(`https://a.example/page/${page}`); //! http.read https://a.example/page/* certainty=any x=1..*
  page = (await reply.json()).next;
} while (page !== undefined);
await fetch("https://a.example/after"); //! http.read https://a.example/after certainty=any
