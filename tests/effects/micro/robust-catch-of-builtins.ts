const read = (text: string) => {
  try {
    return JSON.parse(text).name.length;
  } catch {
    return fetch("https://a.example/broken"); //! http.read https://a.example/broken certainty=may x=0..1
  }
};
await read(await (await fetch("https://a.example/text")).text()); //! http.read https://a.example/text certainty=must
