const worker = new Worker(new URL("./worker.ts", import.meta.url).href, { type: "module" }); //! module.load {root}/worker.ts
worker.postMessage({ file: "./log.txt" });
const name = "ex" + "tra";
const { load } = await import(`./${name}.ts`); //! module.load {root}/extra.ts
await load();
