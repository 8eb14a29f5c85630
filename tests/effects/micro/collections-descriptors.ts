const paths: Record<string, string> = {};
Object.defineProperty(paths, "users", { get: () => "users" });
Object.defineProperties(paths, { posts: { value: "posts", enumerable: true } });
for (const name of [paths.users, paths.posts]) await fetch(`https://api.x.com/${name}`); //! http.read https://api.x.com/users ; http.read https://api.x.com/posts
const copy = Object.create({ base: "https://b.com" }, Object.getOwnPropertyDescriptors(paths));
await fetch(`${copy.base}/${copy.users}`); //! http.read https://b.com/users
const later = Object.setPrototypeOf({ own: "o" }, { inherited: "i" });
await fetch(`https://c.com/${later.own}/${later.inherited}/${{ __proto__: { x: "x" } }.x}`); //! http.read https://c.com/o/i/x
