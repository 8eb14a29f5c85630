export default {
  async fetch(request: Request, env: any) {
    const { action, args } = await request.json();
    const room = env.ROOMS.get(env.ROOMS.idFromName("a")); //! binding.call ROOMS/get ; binding.call ROOMS/idFromName
    await room[action](...args); //! binding.call ROOMS/* certainty=any
    await env.SERVICE[action](args); //! binding.call SERVICE/*
    await env.ADMIN.users[action](args); //! binding.call ADMIN/*
    const session = await env.SESSIONS.open(); //! binding.call SESSIONS/open
    await session[action]!(); //! binding.call SESSIONS/*
    for (const method of ["ping", "pong"]) await env.ECHO[method](); //! binding.call ECHO/ping ; binding.call ECHO/pong
    const rows = await env.DB.prepare("SELECT 1").raw(); //! binding.call DB/prepare ; binding.call DB/raw
    await env.USERS.user("a").friends.list({ limit: rows[0][action] }); //! binding.call USERS/user ; binding.call USERS/list
    const { name } = await env.USERS.user("b"); //! binding.call USERS/user
    const counter = await env.COUNTERS.make(); //! binding.call COUNTERS/make
    counter[Symbol.dispose](); //! none
    return new Response(name + env.NAMES[action]); //! env.read NAMES
  },
};
