import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";
class Counter extends RpcTarget {
  #env: any;
  #value = 0;
  constructor(env: any) {
    super();
    this.#env = env;
  }
  async increment(by: number) {
    this.#value += by;
    await this.#env.KV.put("value", String(this.#value)); //! binding.call KV/put certainty=may phase=export:Counters.open
  }
}
export class Counters extends WorkerEntrypoint<any> {
  async open() {
    return new Counter(this.env);
  }
  async subscribe(name: string) {
    return () => this.env.QUEUE.send(name); //! binding.call QUEUE/send certainty=may
  }
}
