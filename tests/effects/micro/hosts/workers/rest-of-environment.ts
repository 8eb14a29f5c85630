export default {
  async fetch(request, { DB, ...others }) { //! env.read *
    await DB.prepare("SELECT 1").first(); //! binding.call DB/prepare ; binding.call DB/first
    await others.KV.get("a"); //! binding.call KV/get
    return fetch(others.ORIGIN); //! http.read {env:ORIGIN}
  },
};
