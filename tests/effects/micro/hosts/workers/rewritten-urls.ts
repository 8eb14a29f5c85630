const ORIGINS = { "a.example": "x.com", "b.example": "y.com" };
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.hostname in ORIGINS) {
      url.hostname = ORIGINS[url.hostname];
      return fetch(url.toString()); //! http.read http://x.com/** certainty=may ; http.read https://x.com/** certainty=may ; http.read http://y.com/** certainty=may ; http.read https://y.com/** certainty=may
    }
    url.pathname = "/control" + url.pathname;
    if (env.CONFIG.control) await fetch(url); //! env.read CONFIG certainty=may ; http.read unknown:parameter certainty=may
    await fetch(new Request(request)); //! http.read {param:request} certainty=may ; http.write {param:request} certainty=may ; http.delete {param:request} certainty=may
    return fetch(request); //! http.read {param:request} certainty=may ; http.write {param:request} certainty=may ; http.delete {param:request} certainty=may
  },
};
