export default {
  async fetch(request, env, ctx) {
    await env.KV.get("key"); //! binding.call KV/get phase=export:default.fetch
    const rows = await env.DB.prepare("SELECT 1").bind(1).all(); //! binding.call DB/prepare ; binding.call DB/bind ; binding.call DB/all
    const stub = env.ROOM.get(env.ROOM.idFromName("a")); //! binding.call ROOM/get ; binding.call ROOM/idFromName
    await stub.fetch(request); //! binding.call ROOM/fetch
    await fetch(`${env.API}/v1`, { method: "POST" }); //! http.write {env:API}/v1 carries=env:API ; env.read API
    const url = new URL(request.url);
    return fetch("https://a.com" + url.pathname); //! http.read https://a.com/**
  },
};
