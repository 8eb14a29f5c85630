const api: any = new Proxy({}, { get: (_target, name) => () => fetch(`https://api.example/${String(name)}`) }); //! http.read https://api.example/* certainty=any
export async function main(name: string) {
  await api[name]();
  const { ...copy } = api;
  return copy;
}
