export default {
  async fetch(request, env) {
    await env.SERVICE.admin.users.list(); //! binding.call SERVICE/list
    const { key } = env.LIMITS; //! env.read LIMITS
    return env.LIMITER.limit({ key }); //! binding.call LIMITER/limit
  },
};
