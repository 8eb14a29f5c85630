const counted = {
  at: 0,
  [Symbol.iterator]() {
    return this;
  },
  next() {
    this.at++;
    return { done: this.at > 2, value: `https://api.example/${this.at}` };
  },
};
for (const address of counted) await fetch(address); //! http.read https://api.example/1 ; http.read https://api.example/2
const followed = {
  [Symbol.asyncIterator]: () => ({
    next: async () => ({ done: (await fetch("https://api.example/more")).ok, value: 1 }), //! http.read https://api.example/more certainty=any
  }),
};
for await (const _ of followed) await fetch("https://api.example/each"); //! http.read https://api.example/each certainty=may
