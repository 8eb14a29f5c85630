JSON.parse('{"a":1}', (_key, value) => {
  void fetch("https://api.example/revived"); //! http.read https://api.example/revived certainty=any
  return value;
});
JSON.stringify({ a: 1 }, (_key, value) => {
  void fetch("https://api.example/replaced"); //! http.read https://api.example/replaced certainty=any
  return value;
});
const own = { toJSON: () => void fetch("https://api.example/own") }; //! http.read https://api.example/own certainty=any
JSON.stringify(own);
