export async function main(list: string[]) {
  const calls: unknown[] = [];
  list.sort(() => (calls.push(fetch("https://sort.example/")), 0)); //! http.read https://sort.example/ certainty=may x=0..*
  list.map((each) => each).toSorted(() => (calls.push(fetch("https://mapped.example/")), 0)); //! http.read https://mapped.example/ certainty=may x=0..*
  const few = ["b", "a"];
  few.sort(() => (calls.push(fetch("https://few.example/")), 0)); //! http.read https://few.example/ x=1..1
  list.find(() => (calls.push(fetch("https://find.example/")), true)); //! http.read https://find.example/ certainty=may
  list.push({ toString: () => (calls.push(fetch("https://pushed.example/")), "") } as never); //! http.read https://pushed.example/ certainty=may
  await Promise.all(calls);
}
