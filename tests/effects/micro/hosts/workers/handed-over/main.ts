import { App } from "routes";
import { Routes } from "missing";
class Task {
  store;
  constructor(env) {
    this.store = env.TASKS; //! env.read TASKS certainty=may
  }
  async handle(c) {
    return c.env.DB.prepare("select 1").first(); //! binding.call DB/prepare certainty=may ; binding.call DB/first certainty=may
  }
  list() {
    return this.store.list(); //! binding.call TASKS/list certainty=may
  }
}
class Page {
  async handle(c) {
    return c.env.KV.get("page"); //! binding.call KV/get certainty=may
  }
}
const app = new App();
app.get("/posts", async (c) => {
  await c.env.POSTS.list(); //! binding.call POSTS/list certainty=may
});
app.use({ before: [async (request, env) => env.LOG.write("x")] }); //! binding.call LOG/write certainty=may
app.get("/tasks", Task);
new Routes().get("/page", Page); //! unknown:import
export default { fetch: app.fetch };
