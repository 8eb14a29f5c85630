addEventListener("fetch", (event) => event.respondWith(handle(event.request)));
addEventListener("scheduled", (event) => event.waitUntil(SESSIONS.put("x", TOKEN))); //! binding.call SESSIONS/put certainty=may ; env.read TOKEN certainty=may
async function handle(request) {
  return (await caches.default.match(request)) ?? fetch(request); //! http.read unknown:net-content certainty=may ; http.write unknown:net-content certainty=may ; http.delete unknown:net-content certainty=may
}
