export default {
  async fetch(request: Request, env: any) {
    await env.KV!.get("a"); //! binding.call KV/get
    await (env as any).DB.prepare("SELECT 1").run(); //! binding.call DB/prepare ; binding.call DB/run
    await (env.QUEUE as Queue).send("a"); //! binding.call QUEUE/send
    return new Response(((env.NAME) as string).toUpperCase()); //! env.read NAME
  },
};
