const guarded = new Proxy({} as Record<string, string>, {
  has: (_target, name) => {
    void fetch("https://api.example/has"); //! http.read https://api.example/has certainty=any
    return name === "a";
  },
  deleteProperty: () => {
    void fetch("https://api.example/deleted"); //! http.read https://api.example/deleted certainty=any
    return true;
  },
});
if ("a" in guarded) delete guarded.a;
