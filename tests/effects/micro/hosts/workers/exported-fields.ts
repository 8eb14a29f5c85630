import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
export default class extends WorkerEntrypoint {
  fetch = async () => {
    await this.env.KV.get("a"); //! binding.call KV/get phase=export:default.fetch
    return new Response();
  };
}
export class Pinger extends DurableObject {
  url = "https://a.example/";
  async ping() {
    return fetch(this.url); //! http.read https://a.example/ phase=export:Pinger.ping certainty=may ; http.read {param:url} certainty=may
  }
  async configure(url: string) {
    this.url = url;
  }
}
