import { env } from "ambit:env";
import { readText } from "ambit:fs";
import { serve } from "ambit:http";
serve({ port: 8000 }, async (request: Request) => { //! http.serve localhost:8000
  const { pathname } = new URL(request.url);
  await fetch("https://o.example/up" + pathname); //! http.read https://o.example/up/** certainty=may worst=https://o.example/**
  await fetch("https://o.example" + pathname); //! http.read https://o.example/** certainty=may worst=https://o.example/**
  await readText(`./public${decodeURIComponent(pathname)}`); //! fs.read /public/** certainty=may worst=/**
  return new Response(await readText(`./public${pathname}`)); //! fs.read /public/** certainty=may worst=/public/**
});
export async function anyUrl(text: string) {
  const { pathname } = new URL(text);
  await readText(`./public${pathname}`); //! fs.read /public/** worst=/**
  if (!pathname.includes("..")) await readText(`./public${pathname}`); //! fs.read /public/** worst=/** certainty=may
  await fetch("https://o.example/up" + pathname); //! http.read https://o.example/up/** worst=https://o.example/**
}
export async function relativeTo(name: string) {
  const known = new URL("/a?x=1", env.get("BASE") ?? "https://d.example"); //! env.read BASE
  await fetch("https://gw.example" + known.pathname); //! http.read https://gw.example/a
  await fetch("https://gw.example" + known.pathname + known.search); //! http.read https://gw.example/a?x=1
  const open = new URL(`/a/${name}`, name);
  await fetch("https://gw.example" + open.pathname); //! http.read https://gw.example/a/* worst=https://gw.example/**
  open.hostname = "v.example";
  await fetch(open); //! http.read http://v.example/a/* certainty=may ; http.read https://v.example/a/* certainty=may
  open.protocol = "https:";
  open.port = "";
  await fetch(open); //! http.read https://v.example/a/*
}
export async function eitherUrl(text: string, change: boolean) {
  const url = new URL(text);
  if (change) url.href = "https://n.example/";
  await fetch(url); //! http.read unknown:parameter certainty=may ; http.read https://n.example/ certainty=may
}
