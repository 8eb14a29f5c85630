import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import { Hono } from "hono";
const app = new Hono(); //! unknown:import
app.get("/x", async (c) => c.env.KV.get("k")); //! unknown:import ; binding.call KV/get certainty=may
export class Room extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
  }
  async fetch(request) {
    await this.env.QUEUE.send({ a: 1 }); //! binding.call QUEUE/send
  }
}
export class Service extends WorkerEntrypoint {
  async add(a) {
    return this.env.DB.prepare("x").first(); //! binding.call DB/prepare ; binding.call DB/first
  }
}
const helper = async (env, key) => (await env.R2.get(key)).text(); //! binding.call R2/get
export default {
  async scheduled(event, env, ctx) {
    ctx.waitUntil(helper(env, "k"));
    const { TOKEN } = env; //! env.read TOKEN
    await fetch(env.URL, { headers: { auth: `Bearer ${TOKEN}` } }); //! env.read URL ; http.read {env:URL} carries=env:TOKEN,env:URL
  },
};
