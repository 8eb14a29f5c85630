import { Router } from "some-router";
const router = Router(); //! unknown:import
router.get("/todos/:id", async ({ params }: any, { TODOS, LOG_URL: url }: any) => { //! unknown:import ; env.read TODOS certainty=may ; env.read LOG_URL certainty=may
  await fetch(url); //! http.read {env:LOG_URL} certainty=may
  return TODOS.get(params.id); //! binding.call TODOS/get certainty=may
});
export default { fetch: router.fetch };
