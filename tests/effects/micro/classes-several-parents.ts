class A {
  go() {
    return fetch("https://a.example/"); //! http.read https://a.example/ certainty=may x=0..5
  }
}
class B {
  go() {
    return fetch("https://b.example/"); //! http.read https://b.example/ certainty=may x=0..5
  }
}
const through = (Base: any) =>
  class extends Base {
    go() {
      return super.go();
    }
  };
export async function main(first: boolean) {
  class C extends (first ? A : B) {}
  await new C().go();
  const set: any = {};
  Object.setPrototypeOf(set, (first ? A : B).prototype);
  await set.go();
  const created = Object.create((first ? A : B).prototype);
  await created.go();
  const literal: any = { __proto__: (first ? A : B).prototype };
  await literal.go();
  await new (through(first ? A : B))().go();
}
