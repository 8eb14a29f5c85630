import { Server, routePartykitRequest } from "partyserver";
import { Router } from "itty-router";
export class Chat extends Server {
  async onMessage(connection, message) {
    this.broadcast(message); //! unknown:import
    await this.env.AI.run("@cf/meta/llama", { stream: true }); //! binding.call AI/run phase=export:Chat.onMessage
  }
}
const router = Router(); //! unknown:import
router.get("/todos/:id", async ({ params }, env) => env.TODOS.get(params.id)); //! unknown:import ; binding.call TODOS/get certainty=may
class Rewriter {
  async element(element) {
    await fetch("https://a.com/" + element.tagName); //! http.read https://a.com/* certainty=may
  }
}
export default {
  async fetch(request, env) {
    const routed = await routePartykitRequest(request, { ...env }); //! unknown:import ; env.read *
    return new HTMLRewriter().on("a", new Rewriter()).transform(routed ?? (await env.ASSETS.fetch(request))); //! binding.call ASSETS/fetch certainty=may
  },
};
