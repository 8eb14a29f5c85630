const read = (name: string) => fetch(`https://a.com/${name}`); //! http.read https://a.com/1 ; http.read https://a.com/2 ; http.read https://a.com/3 ; http.read https://a.com/4 ; http.read https://a.com/5 ; http.read https://a.com/6 ; http.read https://a.com/7 ; http.read https://a.com/8 certainty=may
class Even {
  static [Symbol.hasInstance](value: number) {
    return value % 2 === 0;
  }
}
function Old() {}
if (typeof fetch === "function") await read("1");
if (typeof [][Symbol.iterator] === "function") await read("2");
if (typeof {}.toString === "function") await read("3");
if ([].constructor === Array) await read("4");
if (new Old().constructor === Old) await read("5");
if (Object.getPrototypeOf([]) === Array.prototype) await read("6");
if (new URLSearchParams("") instanceof URLSearchParams) await read("7");
if (2 instanceof Even) await read("8");
