const HOSTS = { eu: "eu.example", us: "us.example" };
export async function load(region: string) {
  const url = new URL("https://a.example/items");
  url.hostname = HOSTS[region];
  await fetch(url.href); //! http.read https://eu.example/items certainty=may ; http.read https://us.example/items certainty=may
}
