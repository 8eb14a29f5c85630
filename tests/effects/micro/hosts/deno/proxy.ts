Deno.serve(async (request) => { //! http.serve 0.0.0.0:8000
  const url = new URL(request.url);
  if (url.pathname === "/own") return new Response("own");
  return await fetch(new URL(url.pathname + url.search, "https://example.com"), request); //! http.read https://example.com/** certainty=may ; http.write https://example.com/** certainty=may ; http.delete https://example.com/** certainty=may
});
