const kept = [];
const keep = (...all) => kept.push(all);
export class App {
  get = keep;
  use = keep;
  fetch = (request, ...rest) => this.#dispatch(request, rest[0]);
  async #dispatch(request, env) {
    return new Response(await env.PAGES.get(new URL(request.url).pathname)); //! binding.call PAGES/get
  }
}
