export default {
  async fetch(request, env) {
    const session = await env.SESSIONS.get("a", "json"); //! binding.call SESSIONS/get
    const members = new Proxy(request, {
      get(target, name) {
        const value = name === "session" ? session : target[name];
        return value?.bind?.(target) ?? value; //! none
      },
    });
    await env.LOG.send(members.session.name); //! binding.call LOG/send
    const statement = env.DB.prepare("SELECT ?").bind(1); //! binding.call DB/prepare ; binding.call DB/bind
    return Response.json(await statement.all()); //! binding.call DB/all
  },
};
