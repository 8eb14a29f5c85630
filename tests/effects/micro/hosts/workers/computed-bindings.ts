import { connect } from "cloudflare:sockets";
export default {
  async fetch(request: Request, env: any) {
    await env[request.method].get("a"); //! binding.call */get
    const copied = { ...env, more: 1 }; //! env.read *
    await copied.KV.get("b"); //! binding.call KV/get
    connect("smtp.example:587"); //! net.connect smtp.example:587
    return new Response("ok");
  },
};
