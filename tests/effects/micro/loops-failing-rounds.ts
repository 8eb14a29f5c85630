export async function f(names: string[]) {
  try {
    await fetch("https://a.com/first"); //! http.read https://a.com/first x=1..1
    for (const name of names) await fetch("https://a.com/each"); //! http.read https://a.com/each certainty=may x=0..*
    throw new Error("none");
  } catch {
    return fetch("https://a.com/last"); //! http.read https://a.com/last x=1..1
  }
}
