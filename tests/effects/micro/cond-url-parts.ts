export default async function main({ s, t, u, v, w }: Record<"s" | "t" | "u" | "v" | "w", string>) {
  if (new URL(s).origin === "https://a.example") await fetch(s); //! http.read https://a.example/** certainty=may worst=https://a.example/**
  if (new URL(t).host === "a.example") await fetch(t); //! http.read https://a.example/** certainty=may worst=https://a.example/** ; http.read http://a.example/** certainty=may
  if (new URL(u).hostname !== "a.example") return;
  await fetch(u); //! http.read https://a.example/** certainty=may worst=https://** ; http.read http://a.example/** certainty=may
  if (/^https:\/\/b\.example\//.test(v)) await fetch(v); //! http.read https://b.example/** certainty=may worst=https://b.example/**
  if (["https://c.example", "https://d.example"].includes(new URL(w).origin)) await fetch(w); //! http.read https://c.example/** certainty=may ; http.read https://d.example/** certainty=may
  const own = new URL(s, "https://e.example/");
  await fetch(own.origin); //! http.read https://e.example/ certainty=may worst=**
  if (own.origin === "https://e.example") await fetch(own); //! http.read https://e.example/** certainty=may worst=https://e.example/**
}
export async function both(path: string) {
  const url = new URL(path, "https://f.example/");
  if (url.host !== "f.example") return;
  await fetch(url, { headers: {} }); //! http.read https://f.example/** certainty=may worst=**
  if (url.protocol !== "https:") return;
  await fetch(url); //! http.read https://f.example/** certainty=may worst=https://f.example/**
}
export async function pathOf(path: string) {
  await fetch("https://g.example" + new URL(path, "https://h.example/").pathname); //! http.read https://g.example/** worst=**
}
