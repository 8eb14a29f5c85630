import { defineManifest, files } from "ambit:module";
export const manifest = defineManifest({
  permissions: { fs: { read: ["/stations.json"] }, http: { read: ["https://api.example/**"] } },
  files: { stations: { path: "/stations.json", schema: {} } },
});
const { stations } = files as { stations: { base: string; names: string[] } };
await fetch(stations.base); //! http.read unknown:file-content
for (const name of stations.names) await fetch(`https://api.example/${name}`); //! http.read https://api.example/* max=inf certainty=may
