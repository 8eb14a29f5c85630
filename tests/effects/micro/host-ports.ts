import { parent, spawn } from "ambit:modules";
const child = await spawn("./child.ts"); //! modules.spawn /child.ts
for await (const name of child.port) await fetch(`https://api.example/names/${name}`); //! http.read https://api.example/names/* certainty=may x=0..* worst=https://api.example/**
const told = await child.call("next", [1]);
await fetch(`https://api.example/told/${told}`); //! http.read https://api.example/told/* worst=https://api.example/**
const up = parent();
if (up !== undefined) {
  await up.send("ready");
  for await (const url of up) await fetch(url); //! http.read unknown:data-content certainty=may
  up.close();
}
