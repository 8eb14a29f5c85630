const HOSTS = ["a.com", "b.com"];
const ORIGINS = new Set(["https://c.com", "https://d.com"]);
export async function one(text: string) {
  const url = new URL(text);
  if (!HOSTS.includes(url.host) || url.protocol !== "https:") return;
  await fetch(url); //! http.read https://a.com/** certainty=may ; http.read https://b.com/** certainty=may
}
export async function two(text: string) {
  const url = new URL(text);
  if (ORIGINS.has(url.origin)) await fetch(url.href); //! http.read https://c.com/** certainty=may ; http.read https://d.com/** certainty=may
}
