// The weather service of this example, on loopback: node examples/forecast/server.mjs [PORT]
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const FORECASTS = {
  1492: { celsius: 3, sky: "light snow" },
  682: { celsius: 7, sky: "wind and rain" },
  3128: { celsius: 29, sky: "sun" },
};

/** Starts the service; resolves with the server when it listens. */
export function startWeatherServer(port = 8787) {
  const server = createServer((request, response) => {
    const id = /^\/v1\/forecast\/(\d+)$/.exec(request.url ?? "")?.[1];
    const forecast = id === undefined ? undefined : FORECASTS[id];
    response.writeHead(forecast === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(forecast ?? { error: "no such station" }));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = await startWeatherServer(Number(process.argv[2] ?? 8787));
  console.log(`The weather is at http://localhost:${server.address().port}/v1/forecast/1492`);
}
