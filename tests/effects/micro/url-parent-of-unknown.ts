export default async function main({ s, n }: { s: string; n: number }) {
  await fetch(new URL("../x", new URL(`https://api.example/v1/${s}`))); //! http.read https://api.example/x worst=https://api.example/**
  await fetch(new URL("x", new URL(`https://api.example/v1/${s}`))); //! http.read https://api.example/v1/x worst=https://api.example/**
  await fetch(new URL("x", new URL(`https://api.example/v1/${Number(n)}/`))); //! http.read https://api.example/v1/*/x worst=https://api.example/v1/*/x
  await fetch(new URL("../x", new URL(`https://api.example/v1/${Number(n)}/`))); //! http.read https://api.example/v1/x worst=https://api.example/v1/x
  await fetch(`https://api.example/v1/${s}/../x`); //! http.read https://api.example/v1/x worst=https://api.example/**
  await fetch(new URL(`/${s}`, "https://api.example/v1/")); //! http.read https://api.example/* worst=**
}
