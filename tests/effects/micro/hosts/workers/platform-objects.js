const algorithm = { name: "HMAC", hash: "SHA-256" };
export default {
  async fetch(request, env, ctx) {
    const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(env.KEY), algorithm, false, ["sign"]); //! env.read KEY
    await crypto.subtle.sign("HMAC", key, await request.arrayBuffer()); //! none
    new crypto.DigestStream("MD5"); //! none
    console.groupCollapsed("signed"); //! none
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong")); //! none
    await env["SIGNED-PAGES"].put("key", "signed"); //! binding.call SIGNED-PAGES/put
  },
};
