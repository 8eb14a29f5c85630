const known = new Map<string, Promise<Response>>();
function load(name: string) {
  let reply = known.get(name);
  if (reply === undefined) {
    reply = fetch(name === "en" ? "https://en.example/" : "https://other.example/"); //! http.read https://en.example/ certainty=may phase=export:default ; http.read https://other.example/ certainty=may phase=export:get
    known.set(name, reply);
  }
  return reply;
}
export const get = (name: string) => load(name);
export default () => load("en");
