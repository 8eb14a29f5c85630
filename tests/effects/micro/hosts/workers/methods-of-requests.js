export default {
  async fetch(req, env) {
    if (req.method === "GET") return fetch(req); //! http.read {param:req} certainty=may
    if (req.method === "PUT") return fetch(new Request(req)); //! http.write {param:req} certainty=may
    if (req.method === "DELETE") return fetch(req.clone()); //! http.delete {param:req} certainty=may
    const { pathname } = new URL(req.url);
    await fetch("https://o.example/up" + pathname); //! http.read https://o.example/up/** certainty=may
    return fetch(req.clone()); //! http.read {param:req} certainty=may ; http.write {param:req} certainty=may ; http.delete {param:req} certainty=may
  },
};
